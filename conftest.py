"""Settings of every pytest run from here, `pytest --nbval solutions/` included."""

import os

# Notebooks re-executed by nbval start their kernels with this environment. The bundled digits
# are the ones whose outputs lie in solutions/, and nothing may depend on the network.
os.environ["MNIST_SOURCE"] = "bundled"
