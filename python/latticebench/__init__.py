"""Samplers in Python for latticebench, and its records and flows in notebooks. NumPy is all it needs."""

from . import actions
from .flows import Flow, load_flow
from .records import frame, records
from .serving import serve
from .task import Chain, Invalid, Task, Unsupported, chain

__version__ = "0.1.0"
__all__ = ["Chain", "Flow", "Invalid", "Task", "Unsupported", "actions", "chain", "frame", "load_flow", "records", "serve"]
