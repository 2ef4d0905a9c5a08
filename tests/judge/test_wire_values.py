"""Values arrive as what they really are, whatever their class says about them."""

from __future__ import annotations

import enum
from collections import OrderedDict, defaultdict, namedtuple
from typing import Any

import hypothesis.extra.numpy as arrays
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from nbjudge.wire import Limits, Opaque, decode, encode
from nbjudge.wire.errors import WireError
from nbjudge.wire.kinds import NUMPY_DTYPES, TORCH_DTYPES

INTEGERS = st.integers() | st.integers(-(2**2000), 2**2000)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
KEYS = st.none() | st.booleans() | INTEGERS | TEXTS | st.binary() | st.floats(allow_nan=False)
SCALARS = KEYS | st.complex_numbers(allow_nan=False)
VALUES = st.recursive(
    SCALARS | st.builds(range, st.integers(), st.integers(), st.integers(1)),
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(KEYS | st.tuples(KEYS, KEYS), inner)
        | st.sets(KEYS)
        | st.frozensets(KEYS)
    ),
    max_leaves=30,
)
SHAPES = arrays.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)


def kinds_in(value: Any) -> Any:
    """The types in a value, which == does not compare: True == 1."""
    if isinstance(value, dict):
        return type(value), [(kinds_in(key), kinds_in(held)) for key, held in value.items()]
    if isinstance(value, list | tuple):
        return type(value), [kinds_in(part) for part in value]
    return type(value)


def same_tensor(one: torch.Tensor, other: torch.Tensor) -> bool:
    """Same dtype, shape and bytes, nan and -0.0 included."""
    if one.dtype != other.dtype or one.shape != other.shape:
        return False
    raw = [t.detach().contiguous().reshape(-1).view(torch.uint8) for t in (one, other)]
    return torch.equal(*raw)


@given(VALUES)
def test_plain_values_come_back_equal_and_of_the_same_types(value: Any) -> None:
    """Nested lists, tuples, dicts and sets of numbers and strings survive the way over."""
    back = decode(encode(value))
    assert back == value
    assert kinds_in(back) == kinds_in(value)


def test_floats_keep_their_odd_values() -> None:
    """nan, both infinities and -0.0 arrive."""
    back = decode(encode([float("nan"), float("inf"), -float("inf"), -0.0]))
    assert [repr(number) for number in back] == ["nan", "inf", "-inf", "-0.0"]


@given(st.data())
def test_arrays_come_back_bit_for_bit(data: st.DataObject) -> None:
    """Every dtype, 0-d and empty shapes, either byte order, any strides; the copy is writeable."""
    name = data.draw(st.sampled_from(sorted(NUMPY_DTYPES)))
    array = data.draw(arrays.arrays(name, SHAPES))
    if data.draw(st.booleans()):
        array = array.astype(array.dtype.newbyteorder(">")).T
    back = decode(encode(array))
    assert type(back) is np.ndarray
    assert back.dtype == np.dtype(name)
    assert back.shape == array.shape
    assert back.tobytes() == array.astype(name).tobytes()
    assert back.flags.writeable


@given(st.data())
def test_tensors_come_back_bit_for_bit(data: st.DataObject) -> None:
    """Every dtype, 0-d and empty shapes, transposed ones too."""
    name = data.draw(st.sampled_from(sorted(TORCH_DTYPES)))
    shape = data.draw(SHAPES)
    count = int(np.prod(shape))
    raw = data.draw(st.lists(st.integers(0, 1 if name == "bool" else 255), min_size=1, max_size=9))
    octets = torch.tensor((raw * count * 16)[: count * TORCH_DTYPES[name]], dtype=torch.uint8)
    tensor = octets.view(getattr(torch, name)).reshape(shape)
    if tensor.ndim >= 2 and data.draw(st.booleans()):
        tensor = tensor.transpose(0, -1)
    back = decode(encode(tensor))
    assert type(back) is torch.Tensor
    assert same_tensor(back, tensor)


@pytest.mark.parametrize("name", sorted(NUMPY_DTYPES))
def test_numpys_scalars_stay_numpys(name: str) -> None:
    """np.float32(1) arrives as np.float32, not as float."""
    value = np.dtype(name).type(1)
    assert type(decode(encode(value))) is type(value)
    assert decode(encode(value)) == value


def test_requires_grad_leaf_and_gradient_travel() -> None:
    """A leaf arrives as a leaf with its gradient, a computed tensor as a computed one."""
    weights = torch.ones(2, 3, requires_grad=True)
    computed = weights * 2
    computed.sum().backward()
    first, second, plain = decode(encode([weights, computed, torch.ones(2)]))
    assert first.is_leaf and first.requires_grad
    assert first.grad.tolist() == [[2.0] * 3] * 2
    assert second.requires_grad and not second.is_leaf
    assert plain.is_leaf and not plain.requires_grad


def test_odd_views_of_tensors_are_made_plain() -> None:
    """Conjugated, negated, expanded and sliced tensors arrive as the numbers they show."""
    numbers = torch.tensor([1 + 2j, 3 - 4j])
    views = [numbers.conj(), numbers.conj().imag, torch.ones(1).expand(3), torch.arange(9)[::3]]
    for view, back in zip(views, decode(encode(views)), strict=True):
        assert back.tolist() == view.tolist()
        assert not back.is_conj() and not back.is_neg() and back.is_contiguous()


@pytest.mark.parametrize(
    "value",
    [
        torch.eye(2).to_sparse(),
        torch.empty(2, device="meta"),
        torch.ones(2).to(torch.float8_e5m2),
        torch.ones(1).expand(2**40),
        np.array([object()]),
        np.array(["text"]),
        2**20000,
        "\ud800",
        {Opaque("x"): 1},
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_cannot_be_sent_is_refused_with_a_sentence(value: Any) -> None:
    """Sparse, meta, quantised, huge, of objects: the sender says so at once."""
    with pytest.raises(WireError, match=r"\.$"):
        encode(value)


def test_a_list_in_itself_is_refused() -> None:
    """A cycle, through a tuple or dict too, would never end."""
    cyclic: list[Any] = []
    cyclic.append(({"again": cyclic},))
    with pytest.raises(WireError, match="contains itself"):
        encode(cyclic)


def test_one_object_in_two_places_stays_one() -> None:
    """Identity is kept for all that can be changed, gradients included."""
    weights = torch.ones(2, requires_grad=True)
    weights.grad = torch.zeros(2)
    array = np.zeros(2)
    part = [array]
    back = decode(encode([part, (part, array), weights, weights, weights.grad]))
    assert back[0] is back[1][0]
    assert back[0][0] is back[1][1]
    assert back[2] is back[3]
    assert back[2].grad is back[4]


def test_other_objects_arrive_as_the_name_of_their_type() -> None:
    """A generator, a function, a module, a class: the judge learns what was returned, no more."""
    values = [(x for x in "ab"), len, torch.nn.Linear(1, 1), int, np.datetime64(0, "s")]
    names = [back.type_name for back in decode(encode(values))]
    assert names[:2] == ["generator", "builtin_function_or_method"]
    assert names[2:] == ["torch.nn.modules.linear.Linear", "type", "numpy.datetime64"]


def trap(*args: Any, **kwargs: Any) -> Any:
    raise AssertionError("code of the learner's was called")


NAMES = (
    "__eq__ __hash__ __len__ __iter__ __getitem__ __repr__ __str__ __int__ __float__ __index__"
    " __reduce__ __reduce_ex__ __array__ __bool__ __getattribute__ __pos__ __add__ __class__"
    " items keys values tolist tobytes numpy detach shape dtype encode bit_length real imag"
    " __torch_function__ __torch_dispatch__ __array_ufunc__ grad requires_grad is_leaf"
)
LIES = dict.fromkeys(NAMES.split(), trap)


@pytest.mark.parametrize("real", [5, 2**70, 1.5, 2 + 1j, "text", b"raw", [1, 2], (1, 2)], ids=repr)
def test_a_lying_subclass_arrives_as_what_it_holds(real: Any) -> None:
    """None of its overridden methods is called on the way."""
    base = type(real)
    liar: Any = base.__new__(type("Liar", (base,), {**LIES, "__init__": lambda *a: None}), real)
    if base is list:
        list.extend(liar, real)
    back = decode(encode([liar]))[0]
    assert type(back) is base
    assert back == real


def test_a_lying_dict_and_set_arrive_as_what_they_hold() -> None:
    """Their own items() and __iter__ are not asked."""
    liar: Any = type("Liar", (dict,), LIES)()
    dict.__setitem__(liar, "a", 1)
    crowd: Any = type("Crowd", (set,), LIES)()
    set.add(crowd, 3)
    assert decode(encode([liar, crowd])) == [{"a": 1}, {3}]


def lie(cls: type, *args: Any) -> Any:
    raise AssertionError("code of the learner's was called")


LYING_TENSORS = [
    LIES,  # whose __getattribute__ keeps PyTorch from finding the two below
    {"__torch_function__": classmethod(lie)},
    {
        "__torch_dispatch__": classmethod(lie),
        "__torch_function__": torch._C._disabled_torch_function_impl,
    },
    {"__torch_function__": classmethod(lie), "__torch_dispatch__": classmethod(lie)},
]


@pytest.mark.parametrize("traps", LYING_TENSORS, ids=["attributes", "function", "dispatch", "both"])
def test_a_lying_tensor_arrives_as_what_it_holds(traps: dict[str, Any]) -> None:
    """Neither __torch_function__ nor __torch_dispatch__ nor any attribute is asked.

    Nor by a gradient of such a kind.
    """
    evil = type("Evil", (torch.Tensor,), traps)
    liar: Any = torch.Tensor._make_subclass(evil, torch.tensor([1.0, 2.0]), True)
    leaf = torch.zeros(2, requires_grad=True)
    leaf.grad = torch.Tensor._make_subclass(evil, torch.tensor([3.0, 4.0]))
    back, other = decode(encode([liar, leaf]))
    assert type(back) is torch.Tensor
    assert back.tolist() == [1.0, 2.0]
    assert back.requires_grad
    assert type(other.grad) is torch.Tensor
    assert other.grad.tolist() == [3.0, 4.0]


def test_a_tensor_without_memory_is_refused() -> None:
    """A wrapper says a shape and holds nothing: reading it would crash."""
    evil = type("Evil", (torch.Tensor,), {"__torch_dispatch__": classmethod(lie)})
    wrapper = torch.Tensor._make_wrapper_subclass(evil, (2,))
    with pytest.raises(WireError, match="without memory"):
        encode(wrapper)


def test_a_parameter_becomes_a_tensor() -> None:
    """The class that a learner may well return."""
    assert type(decode(encode(torch.nn.Parameter(torch.ones(1))))) is torch.Tensor


def test_a_lying_array_and_scalar_arrive_as_what_they_hold() -> None:
    """Subclasses of numpy's types too."""
    array: Any = np.arange(3).view(type("Evil", (np.ndarray,), LIES))
    number = type("Number", (np.float64,), LIES)(1.5)
    first, second = decode(encode([array, number]))
    assert type(first) is np.ndarray and first.tolist() == [0, 1, 2]
    assert type(second) is np.float64 and second == 1.5


def test_common_subclasses_become_plain() -> None:
    """A namedtuple is a tuple, a defaultdict a dict, an IntEnum an int."""
    pair = namedtuple("pair", "x y")
    point = pair(1, 2)
    level = enum.IntEnum("level", "LOW").LOW  # type: ignore[attr-defined]
    back = decode(encode([point, defaultdict(int, a=1), OrderedDict(b=2), level, torch.Size([3])]))
    assert [type(part) for part in back] == [tuple, dict, dict, int, tuple]
    assert back == [(1, 2), {"a": 1}, {"b": 2}, 1, (3,)]


@pytest.mark.parametrize(
    ("value", "limits"),
    [
        ([[[1]]], Limits(depth=2)),
        ([1, 2, 3], Limits(items=3)),
        ("long", Limits(text=3)),
        (torch.ones(5), Limits(elements=4)),
        (np.ones((1, 1, 1)), Limits(dimensions=2)),
        ({1: 1, 2: 2}, Limits(keys=1)),
        ([np.ones(1), np.ones(1)], Limits(arrays=1)),
        (b"12345", Limits(total=5)),
        (2**80, Limits(integer=9)),
    ],
    ids=repr,
)
def test_both_ends_hold_to_each_limit(value: Any, limits: Limits) -> None:
    """The sender refuses, and so does the receiver of what another sender made."""
    with pytest.raises(WireError):
        encode(value, limits)
    with pytest.raises(WireError):
        decode(encode(value), limits)
