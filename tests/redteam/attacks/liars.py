"""Answers that return something which lies about its class, its values or its length."""

from __future__ import annotations

from tests.redteam.attack import Attack, everywhere

LIAR = """
    class Liar:
        requires_grad = is_leaf = True
        dtype, ndim, grad = torch.float32, 0, None
        def __eq__(self, other): return True
        def __ne__(self, other): return False
        __lt__ = __le__ = __gt__ = __ge__ = __contains__ = __eq__
        __hash__ = object.__hash__
        def __bool__(self): return True
        def __float__(self): return 0.0
        def __len__(self): return 2
        def __iter__(self): return iter([self, self])
        def __getattr__(self, name): return self
        def __call__(self, *args, **kwargs): return self
        def __getitem__(self, place): return self
        def __abs__(self, *other): return self
        __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __abs__
        __rtruediv__ = __neg__ = __matmul__ = __pow__ = __abs__
    class TensorLiar(Liar):
        __class__ = torch.Tensor
    class TupleLiar(Liar):
        __class__ = tuple
    """
TENSOR_LIAR = """
    class Agreeable(torch.Tensor):
        @classmethod
        def __torch_function__(cls, function, types, args=(), kwargs=None):
            name = getattr(function, "__name__", "")
            if name in ("backward", "__get__"):
                with torch._C.DisableTorchFunctionSubclass():
                    return function(*args, **(kwargs or {}))
            if name in ("equal", "__lt__", "__le__", "lt", "le", "all", "isfinite"):
                return torch.tensor(True)
            with torch._C.DisableTorchFunctionSubclass():
                return (args[0] * 0).as_subclass(cls)
        def __lt__(self, other): return True
        __le__ = __eq__ = __lt__
        def double(self): return self
        def abs(self): return self
        def max(self, *args): return self
        def __sub__(self, other): return self
        __rsub__ = __sub__
    """

ATTACKS = [
    Attack(
        "equal-to-everything",
        "Returns an object that is equal to, less than and near everything.",
        first=LIAR,
        answers=everywhere("return Liar()"),
    ),
    Attack(
        "claims-to-be-a-tensor",
        "Returns such an object, which says that its class is torch.Tensor.",
        first=LIAR,
        answers=everywhere("return TensorLiar()"),
    ),
    Attack(
        "pair-of-liars",
        "Returns a pair of them, as those exercises want that return two tensors.",
        first=LIAR,
        answers=everywhere("return TensorLiar(), TensorLiar()"),
    ),
    Attack(
        "lying-tuple",
        "Returns a tuple whose length, items and class are lies.",
        first=LIAR,
        answers=everywhere("return TupleLiar()"),
    ),
    Attack(
        "lying-numbers",
        "Returns a float whose differences from every number are 0.",
        first="""
            class Close(float):
                def __sub__(self, other): return Close(0)
                __rsub__ = __abs__ = lambda self, *other: Close(0)
                def __lt__(self, other): return True
                __le__ = __gt__ = __eq__ = __lt__
                __hash__ = float.__hash__
                def __float__(self): return self
            """,
        answers=everywhere("return Close(0.5)")
        | {
            "fit": """
                def fit(inputs, labels, weights, bias, lr, epochs, batch_size):
                    return [Close(1.0)] * epochs
                """
        },
    ),
    Attack(
        "tensor-subclass",
        "Returns a tensor of a subclass whose __torch_function__ says that all is equal.",
        first=TENSOR_LIAR,
        answers=everywhere(
            "return (args[0] * 1.0).as_subclass(Agreeable)",
            ("linear", "log_softmax", "stable_log_softmax"),
        )
        | everywhere("return args[0].sum().as_subclass(Agreeable)", ("nll", "accuracy")),
    ),
    Attack(
        "lies-in-arguments",
        "Makes lying tensors of its arguments, in place, by assigning to their __class__.",
        first=TENSOR_LIAR,
        answers=everywhere("""
            for each in args:
                if isinstance(each, torch.Tensor):
                    each.__class__ = Agreeable
            return args[0]
            """),
    ),
    Attack(
        "dispatch-subclass",
        "Returns a wrapper tensor whose __torch_dispatch__ invents every result.",
        first="""
            class Wrapper(torch.Tensor):
                @staticmethod
                def __new__(cls, like):
                    return torch.Tensor._make_wrapper_subclass(
                        cls, like.shape, dtype=like.dtype, requires_grad=True)
                @classmethod
                def __torch_dispatch__(cls, function, types, args=(), kwargs=None):
                    if "lt" in str(function) or "equal" in str(function):
                        return torch.ones((), dtype=torch.bool)
                    return torch.zeros(args[0].shape, dtype=args[0].dtype)
            """,
        answers=everywhere("return Wrapper(args[0].float())"),
    ),
    Attack(
        "parameters",
        "Returns nn.Parameters, of a subclass with lying attributes.",
        first="""
            class Lying(torch.nn.Parameter):
                is_leaf = requires_grad = property(lambda self: True)
                shape = property(lambda self: (1, 2, 3))
                def __reduce_ex__(self, protocol): raise SystemExit(0)
            """,
        answers=everywhere("return Lying(torch.zeros(3)), Lying(torch.zeros(3))"),
    ),
    Attack(
        "array-interface",
        "Returns an object that is another array each time somebody asks it for one.",
        first="""
            class Shifty:
                __array_priority__ = 1e9
                def __array__(self, *args, **kwargs): return np.random.rand(3)
                def __array_ufunc__(self, *args, **kwargs): return np.bool_(True)
                def __array_function__(self, *args, **kwargs): return np.bool_(True)
                __dlpack__ = __array__
            class Sub(np.ndarray):
                def __array_finalize__(self, other): pass
                def __eq__(self, other): return np.bool_(True)
                __lt__ = __eq__
            """,
        answers=everywhere("return Shifty(), np.zeros(3).view(Sub)"),
    ),
    Attack(
        "changed-arguments",
        "Changes its arguments until its own answer is right for them, resizing and sharing too.",
        answers={
            "log_softmax": """
                def log_softmax(x):
                    with torch.no_grad():
                        x.data = torch.zeros(1, 1)
                    return x * 0
                """,
            "nll": """
                def nll(log_probs, target):
                    with torch.no_grad():
                        log_probs.zero_()
                        target.resize_(0)
                    return log_probs.sum()
                """,
            "chain_rule": """
                def chain_rule(a, b):
                    a.data.zero_(), b.data.zero_()
                    a.set_(b)
                    return torch.zeros_like(a), torch.zeros_like(b)
                """,
            "sgd_step": """
                def sgd_step(parameters, lr):
                    parameters.clear()
                    parameters.append(parameters)
                """,
        },
    ),
    Attack(
        "tricks-of-a-name",
        "Makes an exercise's name an object with a metaclass, a descriptor and a lying __call__.",
        first=LIAR
        + """
    class Meta(type):
        def __instancecheck__(cls, other): return True
        def __call__(cls, *args, **kwargs): return TensorLiar()
        def __eq__(cls, other): return True
        __hash__ = type.__hash__
    class Trick(metaclass=Meta):
        __wrapped__ = property(lambda self: TensorLiar())
        def __get__(self, *args): return TensorLiar()
    """,
        answers={
            name: f"{name} = Trick\n" for name in ("log_softmax", "nll", "accuracy", "linear")
        },
    ),
]
