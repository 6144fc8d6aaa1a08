"""What can be found: text, vectors, and generations of both on disk."""

import os

# Threads of FAISS and PyTorch that wait for each other sleep instead of spinning: beside a busy neighbour on two cores
# spinning costs both. It must be set before the libraries are loaded.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
