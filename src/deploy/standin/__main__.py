"""A stand-in for AWS on this machine: moto's server, with the gaps filled that Terraform would notice.

Prints its port on the first line of its output, and serves until its input closes, so that it never outlives its
parent process. `GET /inventory` returns the number of resources of each kind.
"""

import argparse
import json
import os
import sys
import threading
from importlib.metadata import PackageNotFoundError, version

REQUIREMENTS = os.path.join(os.path.dirname(__file__), "requirements.txt")


def main() -> None:
    parser = argparse.ArgumentParser(prog="standin", description=__doc__)
    parser.add_argument("--hosted-zone", metavar="ID=NAME", help="a hosted zone that already exists")
    parser.add_argument(
        "--minute", metavar="SECONDS", type=float, default=60, help="how long a minute of a CodeDeploy deployment takes"
    )
    parser.add_argument("--check", action="store_true", help="only check that the right version of moto is installed")
    args = parser.parse_args()

    refuse_other_moto()
    if args.check:
        return
    # AWS managed policies, such as the one that lets API Gateway write logs.
    os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"

    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import make_server

    import gaps
    import inventory
    from retries import AnswerRetries

    gaps.codedeploy.minute = args.minute
    if args.hosted_zone:
        gaps.route53.add_hosted_zone(*args.hosted_zone.split("=", 1))
    aws = AnswerRetries(DomainDispatcherApplication(create_backend_app))

    def application(environ, start_response):
        if environ["PATH_INFO"] == "/inventory":
            start_response("200 OK", [("Content-Type", "application/json")])
            return [json.dumps(inventory.counts()).encode()]
        return aws(environ, start_response)

    server = make_server("127.0.0.1", 0, application, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    sys.stdin.read()


def refuse_other_moto() -> None:
    """Exits unless moto has the required version, because the gaps are filled by patching its internals."""
    with open(REQUIREMENTS) as requirements:
        wanted = requirements.read().strip().split("==")[1]
    try:
        found = version("moto")
        version("flask")
    except PackageNotFoundError as missing:
        found = f"no {missing.name}"
    if found != wanted:
        sys.exit(f'moto {wanted} is required (found: {found}): python3 -m pip install -r "{REQUIREMENTS}"')


if __name__ == "__main__":
    main()
