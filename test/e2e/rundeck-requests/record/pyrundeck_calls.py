"""Calls every public method of pyrundeck.Rundeck through the recording proxy, except auth (a login with a password).

PYTHONPATH names the checkout of pyrundeck.
"""

import os
import sys
import tempfile
import time

from pyrundeck import Rundeck

URL = os.environ["RECORDER_URL"]
client = Rundeck(URL, token=os.environ["RECORDER_TOKEN"])


def call(method, *args, captures="", version=18, **kwargs):
    client.API_URL = "{}/@{}{}/api/{}".format(URL, method, captures, version)
    client.api_version = version
    try:
        return getattr(client, method)(*args, **kwargs)
    except Exception as error:
        print(method, type(error).__name__, error, file=sys.stderr)


def end_of(execution):
    while call("execution_info_by_id", execution, captures=";repeats")["status"] == "running":
        time.sleep(0.2)


token = call("create_token", "deploy", "admin", "1h", version=19, captures=";token=id")
call("create_token", "deploy", captures=";oldToken=id")
call("list_tokens")
call("list_tokens", "deploy")
call("get_token", token["id"])
call("delete_token", token["id"])
call("system_info")
call("set_passive_mode")
call("set_active_mode")
call("list_system_acl_policies")
call("get_acl_policy", "ops.aclpolicy")
call("list_projects")
call("get_project_info", "shop")
call("get_project_config", "shop")
call("list_jobs", "shop")
call("list_all_jobs")
call("get_job", "hello", project="shop")
call("list_jobs_by_group", "shop", "greetings")
for form in ("xml", "yaml"):
    call("get_job_def", "hello", format=form)
call("get_job_meta", "hello")
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "note.txt")
    with open(path, "w") as file:
        file.write("a note")
    os.chdir(folder)
    uploaded = call("upload_file", "hello", "note", "note.txt", version=19, captures=";note=options.note")
first = call("run_job", "hello", options={"who": "Ada", "note": uploaded["options"]["note"]}, captures=";first=id")
end_of(first["id"])
second = call("run_job", "hello", args="-who Grace", log_level="DEBUG", captures=";second=id")
end_of(second["id"])
slow = call("run_job_by_name", "slow", captures=";slow=id")
call("get_running_jobs", "shop", version=32)
call("get_running_jobs", "shop", "slow", version=32)
call("list_running_executions", "shop")
call("abort_execution", slow["id"])
end_of(slow["id"])
call("execution_state", first["id"])
call("execution_output_by_id", first["id"])
call("get_executions_for_job", "hello")
call("get_executions_for_job", job_name="hello", status="succeeded", max=1)
call("query_executions", "shop")
call("query_executions", "shop", name="greetings/hello", group="greetings", status="succeeded", user="admin",
     recent="1d", adhoc="false", max_results=5)
call("query_executions", "shop", older="1d", begin="2026-01-01T00:00:00Z", end="2026-01-02T00:00:00Z")
call("list_resources", "shop")
call("get_resource_info", "shop", "web1")
call("delete_execution", first["id"])
call("bulk_delete_executions", [second["id"], slow["id"]])
