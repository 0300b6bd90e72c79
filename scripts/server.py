"""JupyterLab as the project configures it, and nobody else: what this machine has in /etc/jupyter may open a server to
the world, or take its token away."""

from jupyter_core import paths

paths.SYSTEM_CONFIG_PATH = []

from jupyterlab.labapp import main  # noqa: E402

main()
