"""Right answers to to_device, written differently."""

ALTERNATIVES = {
    "plain": """
def to_device(thing, device):
    if isinstance(thing, (tuple, list)):
        return [to_device(one, device) for one in thing]
    if isinstance(thing, (torch.Tensor, nn.Module)):
        return thing.to(device)
    return thing
""",
    "keeps_the_kind": """
def to_device(thing, device):
    if isinstance(thing, tuple):
        return tuple(to_device(one, device) for one in thing)
    elif isinstance(thing, list):
        return list(map(lambda one: to_device(one, device), thing))
    elif hasattr(thing, "to"):
        return thing.to(device=device)
    else:
        return thing
""",
    "numbers_first": """
def to_device(thing, device):
    if thing is None or isinstance(thing, (int, float)):
        return thing
    if isinstance(thing, nn.Module):
        thing.to(device, non_blocking=True)
        return thing
    if torch.is_tensor(thing):
        return thing.to(device, copy=True)
    moved = ()
    for one in thing:
        moved += (to_device(one, device),)
    return moved
""",
    "by_trying": """
def to_device(thing, device):
    try:
        return thing.to(torch.device(device))
    except AttributeError:
        pass
    if type(thing) in (list, tuple):
        return type(thing)([to_device(one, device) for one in thing])
    return thing
""",
    "an_inner_function": """
def to_device(thing, device):
    def move(one):
        match one:
            case list() | tuple():
                return [move(each) for each in one]
            case torch.Tensor() | nn.Module():
                return one.to(device)
        return one

    return move(thing)
""",
}
