"""A snapshot as bytes, and back: the same bytes for the same snapshot, and no digit lost.

A ZIP archive (its members stored, dated alike) of one Parquet file for each frame, whose columns
are compressed, and one JSON file for all else.
"""

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.concentration.limits import Limit
from analytics.contracts.contract import Contract
from analytics.contracts.extracted import EXTRACTED
from analytics.contracts.reviewed import FROZEN
from analytics.errors import InputError
from analytics.extract import Extract
from analytics.message_json import from_json, to_json
from analytics.messages import Message, message
from analytics.policy import Policy
from analytics.review.coefficients import Coefficients
from analytics.review.rows import KEPT, Rows
from analytics.review.snapshot import Snapshot, Summed

__all__ = ["from_bytes", "to_bytes"]

_FORMAT = 1
#: The date of every member: a snapshot has its day inside.
_DATED = (1980, 1, 1, 0, 0, 0)
_ABOUT = "snapshot.json"
_PEOPLE, _SUMMED = "people", "summed"
#: Frames of rows that depend on how the policy sums.
_FRAMES = tuple(KEPT)


def to_bytes(snapshot: Snapshot) -> bytes:
    """The snapshot as a file."""
    frames = {f"figures-{name}": getattr(snapshot, name) for name in ("customers", "reps", "plan")}
    if snapshot.hazards is not None:
        frames["figures-hazards"] = _written(snapshot.hazards)
    frames |= _row_frames("rows", snapshot.rows.extract)
    frames[_PEOPLE] = snapshot.rows.people
    if snapshot.summed is not None:
        frames |= _row_frames(_SUMMED, snapshot.summed.extract)
    about = json.dumps(_about(snapshot), ensure_ascii=True, sort_keys=True, default=_as_json)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(zipfile.ZipInfo(_ABOUT, _DATED), _packed(about))
        for name, frame in sorted(frames.items()):
            archive.writestr(zipfile.ZipInfo(f"{name}.parquet", _DATED), _parquet(frame))
    return buffer.getvalue()


def from_bytes(content: bytes) -> Snapshot:
    """The snapshot of a file that :func:`to_bytes` wrote.

    Raises
    ------
    InputError
        A later program has written it, or it is damaged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            about = json.loads(_unpacked(archive.read(_ABOUT)))
            if about["format"] > _FORMAT:
                raise InputError(
                    message("This review was written by a newer version of Linchpin. Update it")
                )
            return _snapshot(archive, about)
    except (zipfile.BadZipFile, pa.ArrowInvalid, KeyError, ValueError, TypeError):
        raise InputError(
            message("What this review has kept is damaged. Restore a backup")
        ) from None


def _about(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "format": _FORMAT,
        "as_of": snapshot.as_of,
        "currency": snapshot.currency,
        "data_version": snapshot.data_version,
        "program_version": snapshot.program_version,
        "policy": snapshot.policy.model_dump(mode="json"),
        "portfolio": dict(snapshot.portfolio),
        "limits": [_limit_json(limit) for limit in snapshot.limits],
        "coefficients": snapshot.coefficients.as_json(),
        "merged": dict(snapshot.merged),
        "rows": _extract_json(snapshot.rows.extract),
        "hazards": snapshot.hazards is not None,
        "summed": None
        if snapshot.summed is None
        else {"policy": snapshot.summed.policy, **_extract_json(snapshot.summed.extract)},
    }


def _extract_json(extract: Extract) -> dict[str, Any]:
    return {
        "as_of": extract.as_of,
        "currency": extract.currency,
        "current": extract.current,
        "data_from": extract.data_from,
        "tables": sorted(extract.tables),
        "statements": extract.statements,
    }


def _as_json(value: object) -> object:
    """What JSON itself does not hold."""
    match value:
        case date():
            return value.isoformat()
        case np.generic():
            return value.item()
        case Mapping():
            return dict(value)
    return str(value)


def _limit_json(limit: Limit) -> dict[str, Any]:
    fields = ("code", "value", "limit", "exceeded", "subject", "least")
    said = to_json(limit.message)["message"]
    return {**{name: getattr(limit, name) for name in fields}, "message": said}


def _limit(held: Mapping[str, Any]) -> Limit:
    return Limit(**{**held, "message": from_json({"message": held["message"]})})


#: Columns of open points that hold sentences.
_SENTENCES = ("evidence", "remedy")


def _written(hazards: pd.DataFrame) -> pd.DataFrame:
    """Open points with their sentences as text."""
    texts = {name: [_written_message(each) for each in hazards[name]] for name in _SENTENCES}
    return hazards.assign(**texts).astype(dict.fromkeys(_SENTENCES, "str"))


def _written_message(each: Message) -> str:
    return json.dumps(to_json(each)["message"], ensure_ascii=True, sort_keys=True)


def _read_message(text: str) -> Message:
    said: Message = from_json({"message": json.loads(text)})
    return said


def _hazards(archive: zipfile.ZipFile) -> pd.DataFrame:
    held = _shown(archive, "hazards")
    said = {name: [_read_message(each) for each in held[name]] for name in _SENTENCES}
    return held.assign(**{name: pd.Series(each, dtype=object) for name, each in said.items()})


def _row_frames(part: str, extract: Extract) -> dict[str, pd.DataFrame]:
    return {f"{part}-{name}": getattr(extract, name) for name in _FRAMES}


def _packed(text: str) -> bytes:
    return pa.compress(text.encode(), codec="zstd", asbytes=True) + len(text).to_bytes(8, "big")


def _unpacked(content: bytes) -> str:
    size = int.from_bytes(content[-8:], "big")
    return bytes(pa.decompress(content[:-8], size, codec="zstd")).decode()


def _parquet(frame: pd.DataFrame) -> bytes:
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue()


def _read(archive: zipfile.ZipFile, name: str, dtypes: Mapping[str, str] | None) -> pd.DataFrame:
    frame = pq.read_table(io.BytesIO(archive.read(f"{name}.parquet"))).to_pandas()
    if dtypes is None:
        return frame.astype({"rep_id": "str", "team_name": "str"})
    return frame[list(dtypes)].astype(dtypes)


def _kept_types(name: str) -> dict[str, str]:
    every = EXTRACTED[name].dtypes
    return {each: "str" if every[each] == "category" else every[each] for each in KEPT[name]}


def _extract(archive: zipfile.ZipFile, part: str, held: Mapping[str, Any]) -> Extract:
    empty = pd.DataFrame()
    frames = {name: _read(archive, f"{part}-{name}", _kept_types(name)) for name in _FRAMES}
    others = {name: empty for name in EXTRACTED if name not in frames}
    begins = held["data_from"]
    return Extract(
        as_of=date.fromisoformat(held["as_of"]),
        as_of_reason=message("kept with a review"),
        currency=held["currency"],
        current=held["current"],
        data_from=None if begins is None else date.fromisoformat(begins),
        tables=frozenset(held["tables"]),
        statements=held["statements"],
        **frames,
        **others,
    )


def _shown(archive: zipfile.ZipFile, name: str) -> pd.DataFrame:
    held: Contract = FROZEN[name]
    return _read(archive, f"figures-{name}", held.dtypes)


def _snapshot(archive: zipfile.ZipFile, about: Mapping[str, Any]) -> Snapshot:
    summed = about["summed"]
    return Snapshot(
        as_of=date.fromisoformat(about["as_of"]),
        currency=about["currency"],
        data_version=about["data_version"],
        program_version=about["program_version"],
        policy=Policy.model_validate(about["policy"]),
        portfolio=about["portfolio"],
        limits=tuple(_limit(each) for each in about["limits"]),
        customers=_shown(archive, "customers"),
        reps=_shown(archive, "reps"),
        plan=_shown(archive, "plan"),
        rows=Rows(_extract(archive, "rows", about["rows"]), _read(archive, _PEOPLE, None)),
        coefficients=Coefficients.from_json(about["coefficients"]),
        hazards=_hazards(archive) if about["hazards"] else None,
        merged=about["merged"],
        summed=None
        if summed is None
        else Summed(summed["policy"], _extract(archive, _SUMMED, summed)),
    )
