"""Settings are written into the policy file and leave every other letter as it is."""

from pathlib import Path

import pytest

from analytics.business import settings_for
from analytics.errors import PolicyError
from analytics.policy import read_policy
from data.policy_writing import write_settings


def test_only_the_named_keys_change(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text("# ours\n[follow]\nbase_rate = 0.5  # old\n\n[company]\nname = 'We'\n")
    write_settings(file, settings_for("projects"))
    text = file.read_text()
    policy = read_policy(text)
    assert (policy.exposure.months, policy.exposure.pipeline) == (36, "open")
    assert (policy.follow.base_rate, policy.company.name) == (0.15, "We")
    assert text.startswith("# ours\n")


def test_a_file_that_cannot_be_understood_stays(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text("[follow\n")
    with pytest.raises(PolicyError):
        write_settings(file, settings_for("goods"))
    assert file.read_text() == "[follow\n"
