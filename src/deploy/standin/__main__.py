"""A stand-in for AWS on this machine: moto's server, with what Terraform needs and moto lacks filled in.

Prints its port on the first line of its output, and serves until its input closes: a parent that stops, however it
stops, takes the stand-in with it. `GET /inventory` answers how many things of each kind there are.
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
    parser.add_argument("--hosted-zone", metavar="ID=NAME", help="a hosted zone that exists already")
    parser.add_argument("--check", action="store_true", help="only say whether the right moto is installed")
    args = parser.parse_args()

    refuse_other_moto()
    if args.check:
        return
    # AWS's own policies, such as the one with which API Gateway writes logs.
    os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"

    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import make_server

    import gaps
    import inventory
    from retries import AnswerRetries

    gaps.fill()
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
    """The gaps are filled from the inside, so that another version would be filled wrongly."""
    with open(REQUIREMENTS) as requirements:
        wanted = requirements.read().strip().split("==")[1]
    try:
        found = version("moto")
        version("flask")
    except PackageNotFoundError as missing:
        found = f"no {missing.name}"
    if found != wanted:
        sys.exit(f'moto {wanted} is needed, and there is {found}: python3 -m pip install -r "{REQUIREMENTS}"')


if __name__ == "__main__":
    main()
