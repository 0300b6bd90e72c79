"""Runs cells in a real Jupyter kernel: reads one JSON request a line, answers each with one JSON line."""

import json
import sys
import time

from jupyter_client.manager import start_new_kernel


def run_cell(manager, client, code, interrupt_at):
    """Executes `code`; interrupts the kernel once its output contains `interrupt_at`."""
    request = client.execute(code)
    answer = {"stdout": "", "stderr": "", "displays": [], "updates": 0, "secondsToStop": None}
    interrupted = None
    while True:
        kind, content = next_message(client.get_iopub_msg, request)
        if kind == "stream":
            answer[content["name"]] += content["text"]
        elif kind == "display_data":
            answer["displays"].append(content["data"])
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
    _, reply = next_message(client.get_shell_msg, request)
    answer["status"] = reply["status"]
    return answer


def next_message(get, request):
    """The next message about this request; others are left over from the start of the kernel."""
    while True:
        message = get(timeout=300)
        if message["parent_header"].get("msg_id") == request:
            return message["msg_type"], message["content"]


manager, client = start_new_kernel(kernel_name="tslab", cwd=sys.argv[1])
try:
    for line in sys.stdin:
        request = json.loads(line)
        answer = run_cell(manager, client, request["code"], request.get("interruptAt"))
        print(json.dumps(answer), flush=True)
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=True)
