"""Says what botocore makes of config files. The test writes questions to stdin, one JSON object:
{"profiles": [{"config": PATH, "credentials": PATH, "names": [NAME...]}...], "commands": [STRING...]}
and reads the answers, in the same order, from stdout. One process answers all."""
import json
import sys

import botocore.session
from botocore.compat import compat_shell_split
from botocore.configloader import load_config, raw_config_parse
from botocore.credentials import ConfigProvider, SharedCredentialProvider
from botocore.exceptions import ConfigParseError, PartialCredentialsError


def refused(path):
    try:
        raw_config_parse(path)
    except ConfigParseError:
        return True
    return False


def keys_of(provider):
    """The keys of one provider, or why there are none: None, "partial", or "odd" for a crash."""
    try:
        found = provider.load()
    except PartialCredentialsError:
        return "partial"
    except Exception:
        return "odd"
    if found is None:
        return None
    return [found.access_key, found.secret_key, found.token]


def services(config, profile):
    """The services section of a profile, as botocore from 1.31 on finds it; older ones have none
    and keep it beside the profiles, under the name as it is written."""
    wanted = profile.get("services")
    if not isinstance(wanted, str) or not wanted:
        return {}
    found = dict(config.get("services", {}))
    for name, values in config.items():
        if name.startswith("services") and name != "services":
            try:
                words = compat_shell_split(name, "linux")
            except ValueError:
                continue
            if len(words) == 2:
                found[words[1]] = values
    return found.get(wanted) or None


def answers(question):
    config_file, credentials_file = question["config"], question["credentials"]
    faults = {"config": refused(config_file), "credentials": refused(credentials_file)}
    if any(faults.values()):
        return {"faults": faults}
    session = botocore.session.Session()
    session.set_config_variable("config_file", config_file)
    session.set_config_variable("credentials_file", credentials_file)
    profiles = session.full_config["profiles"]
    config, credentials = load_config(config_file), raw_config_parse(credentials_file)

    def answer(name):
        if name not in profiles:
            return {"unknown": True}
        found = services(config, profiles[name])
        keys = keys_of(SharedCredentialProvider(credentials_file, name, lambda path: credentials))
        if keys is None:
            keys = keys_of(ConfigProvider(config_file, name, lambda path: config))
        return {
            "keys": keys,
            "settings": profiles[name],
            "services_missing": found is None,
            "services": found or {},
        }

    return {"faults": faults, "all": list(profiles), "profiles": [answer(name) for name in question["names"]]}


def split(command):
    result = {}
    for platform in ("linux", "win32"):
        try:
            result[platform] = compat_shell_split(command, platform)
        except ValueError:
            result[platform] = None
    return result


asked = json.load(sys.stdin)
json.dump(
    {
        "profiles": [answers(question) for question in asked["profiles"]],
        "commands": [split(command) for command in asked["commands"]],
    },
    sys.stdout,
)
