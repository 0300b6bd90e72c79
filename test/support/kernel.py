"""Runs cells in a real Jupyter kernel: reads one JSON request a line, answers each with one JSON line."""

import json
import os
import signal
import subprocess
import sys
import time
import uuid

from jupyter_client import BlockingKernelClient
from jupyter_client.manager import KernelManager


def run_cell(manager, client, code, interrupt_at):
    """Executes `code`; interrupts the kernel once its output contains `interrupt_at`."""
    request = client.execute(code)
    answer = {"stdout": "", "stderr": "", "displays": [], "updates": 0, "secondsToStop": None}
    answer["order"] = []
    interrupted = None
    while True:
        message = client.get_iopub_msg(timeout=300)
        kind, content = message["msg_type"], message["content"]
        about_this = message["parent_header"].get("msg_id") == request
        # An error may come from what an earlier cell left running; nobody else would notice it.
        if kind == "stream" and (about_this or content["name"] == "stderr"):
            answer[content["name"]] += content["text"]
            answer["order"].append(content["text"])
        elif not about_this:
            continue
        elif kind == "clear_output":
            answer["order"].append("cleared")
        elif kind == "display_data":
            answer["displays"].append(content["data"])
            answer["order"].append("a display")
        elif kind == "update_display_data":
            answer["updates"] += 1
            answer["displays"][-1] = content["data"]
        elif kind == "status" and content["execution_state"] == "idle":
            break
        if interrupt_at and interrupted is None and interrupt_at in json.dumps(content):
            interrupted = time.monotonic()
            manager.interrupt_kernel()
    if interrupted is not None:
        answer["secondsToStop"] = time.monotonic() - interrupted
    # Replies to what was asked while the kernel started may come first.
    while (reply := client.get_shell_msg(timeout=60))["parent_header"].get("msg_id") != request:
        pass
    answer["status"] = reply["content"]["status"]
    return answer


def ask(client, kind, code):
    """What the kernel says of the end of `code`: its names, or what the name there means."""
    getattr(client, kind)(code, len(code))
    while (reply := client.get_shell_msg(timeout=60))["msg_type"] != f"{kind}_reply":
        pass
    return reply["content"]


# Node would make a stdout that it shares with this program non-blocking, and long answers would be cut off.
options = json.loads(sys.argv[1])
runtime = os.environ.get("JUPYTER_RUNTIME_DIR")
sockets = {"transport": "ipc", "connection_file": f"{runtime}/kernel-{uuid.uuid4()}.json"}
manager = KernelManager(kernel_name="tslab", **(sockets if options["ipc"] else {}))
if "argv" in options:
    manager.kernel_spec.argv = options["argv"]
manager.start_kernel(
    cwd=options["folder"], independent=options["independent"], stdout=subprocess.DEVNULL
)
client = manager.client()
client.start_channels()
client.wait_for_ready(timeout=60)
if hasattr(signal, "SIGUSR1"):
    signal.signal(signal.SIGUSR1, lambda *_: manager.interrupt_kernel())
try:
    for line in sys.stdin:
        request = json.loads(line)
        if "meanwhile" in request:
            client.execute(request["code"])
            other = BlockingKernelClient(connection_file=manager.connection_file)
            other.load_connection_file()
            other.start_channels()
            other.wait_for_ready(timeout=60)
            answer = run_cell(manager, other, request["meanwhile"], None)
            other.stop_channels()
            print(json.dumps(answer), flush=True)
            continue
        if "ask" in request:
            print(json.dumps(ask(client, request["ask"], request["code"])), flush=True)
            continue
        answer = run_cell(manager, client, request["code"], request.get("interruptAt"))
        print(json.dumps(answer), flush=True)
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=True)
