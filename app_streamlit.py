"""The front end: `streamlit run app_streamlit.py`, `kehoach app` or `make app`."""

from ui.main import run

run()
