import zipfile
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics.messages import message
from data.importing import history
from pages.data.keys import DataKey
from tests.browser.company import HOSTILE_NAMES, write_company
from tests.pages.data.reading import read_here
from tests.pages.homes import own_home
from tests.pages.opening import heading, html, markdown, open_app

UPLOAD = f"{DataKey.UPLOAD}-0"


def opened(home: Path, monkeypatch: pytest.MonkeyPatch, **query: str) -> AppTest:
    """The Data page of a home without the demo company's assessment, which takes a while."""
    monkeypatch.setattr("pages.data._findings", lambda view: None)  # noqa: ARG005
    read_here(monkeypatch)
    app = open_app("data", home, monkeypatch, **query)
    assert not app.exception
    return app


def upload(app: AppTest, files: list[Path]) -> AppTest:
    app.file_uploader(key=UPLOAD).set_value(
        [(file.name, file.read_bytes(), "text/csv") for file in files]
    ).run()
    assert not app.exception
    return app


def faulty(folder: Path) -> list[Path]:
    """The small company with one booking whose day cannot be read."""
    files = write_company(folder)
    revenue = folder / "revenue.csv"
    text = revenue.read_text(encoding="utf-8")
    revenue.write_text(text.replace("2025-05-15", "some day", 1), encoding="utf-8")
    return files


def keys(app: AppTest) -> set[str | None]:
    return {button.key for button in app.button}


def plain(text: str) -> str:
    """Without the marks that keep text from being read as Markdown."""
    return text.replace("\\", "").replace("\u2060", "")


def everything(app: AppTest) -> str:
    return "\n".join([markdown(app), *(str(each.value) for each in app.caption)])


def test_nothing_uploaded_says_what_is_needed_and_offers_templates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(tmp_path, monkeypatch)
    assert heading(app) == "The demo company is shown. Bring in your own data here."
    assert "Bring what your system exports, with its own names" in everything(app)
    labels = [button.label for button in app.get("download_button")]
    assert labels == ["An example to try (Excel)", "Empty templates (Excel)"]
    assert DataKey.CHECK not in keys(app)


def test_limits_and_what_exceeded_them_stand_beside_the_upload(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    why = message("others are uploading too; try again in some minutes")
    monkeypatch.setattr("pages.server.uploads.refusal", lambda: why)
    said = everything(opened(tmp_path, monkeypatch)).replace("\\", "")
    assert "At most 500 MB a file, 1 GB together." in said
    assert "The last file was not taken: others are uploading too; try again in some min" in said


def test_files_are_read_from_where_the_server_holds_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(tmp_path, monkeypatch)
    files = write_company(tmp_path / "crm")
    names = [(file.name, b"what Streamlit was given", "text/csv") for file in files]
    held = iter(files)
    monkeypatch.setattr("pages.server.uploads.path_of", lambda _: next(held))
    app.file_uploader(key=UPLOAD).set_value(names).run()
    app.button(key=DataKey.CHECK).click().run()
    assert "Ready: 81 rows in 4 tables" in everything(app)


def test_file_that_is_not_held_any_more_is_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(tmp_path, monkeypatch)
    app.file_uploader(key=UPLOAD).set_value([("reps.csv", b"", "text/csv")]).run()
    app.button(key=DataKey.CHECK).click().run()
    said = everything(app).replace("\\", "")
    assert "reps.csv is not held any more" in said.replace("\u2060", "")
    assert "choose it again" in said


def test_page_speaks_chinese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(tmp_path, monkeypatch, lang="zh")
    assert heading(app) == "当前显示演示公司。可在此导入自己的数据。"
    assert [each.value for each in app.header] == ["导入自己的数据", "文件的格式"]


def test_good_files_are_previewed_before_anything_is_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    app = upload(opened(home, monkeypatch), write_company(tmp_path / "files"))
    assert app.button(key=DataKey.CHECK).label == "Check 4 files"
    app.button(key=DataKey.CHECK).click().run()
    text = everything(app)
    assert "**Ready: 81 rows in 4 tables**" in text
    assert "Bookings: 10 rows, €1\\,000\\,000\\.00 in total" in text
    tables = next(f.value for f in app.dataframe if "source" in f.value.columns)
    assert dict(zip(tables["table"], tables["rows"], strict=True)) == {
        "Customers": 5,
        "Salespeople": 3,
        "Bookings": 10,
        "Contact records": 63,
    }
    assert [each.value for each in app.header][:4] == [
        "Bring in your own data",
        "Understood",
        "Checked",
        "In use",
    ]
    assert "Bookings: customer → Customers: 100.0 %" in plain(text)
    assert "With these tables 5 of 7 questions can be answered." in text
    app.number_input(key=f"{DataKey.REPORTED}-revenue").set_value(1_190_000.0).run()
    text = plain(everything(app))
    assert "€1,000,000.00 here, €1,190,000.00 in your report: €190,000.00 less." in text
    assert "It would fit if your report were with a tax of 19%." in text
    assert history(home) == ()


def test_tables_may_come_in_one_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = tmp_path / "crm.zip"
    with zipfile.ZipFile(archive, "w") as target:
        for file in write_company(tmp_path / "files"):
            target.write(file, f"export/{file.name}")
    app = upload(opened(tmp_path / "home", monkeypatch), [archive])
    app.button(key=DataKey.CHECK).click().run()
    assert DataKey.IMPORT in keys(app)
    tables = [each.value for each in app.dataframe if "source" in each.value]
    assert any("crm.zip: customers.csv" in table["source"].tolist() for table in tables)


def test_import_puts_data_to_use_and_undo_takes_it_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    app = upload(opened(home, monkeypatch, source="demo"), write_company(tmp_path / "files"))
    app.button(key=DataKey.CHECK).click().run()
    app.button(key=DataKey.IMPORT).click().run()
    assert heading(app) == "Your own data is in use."
    assert "**Imported. Every page now shows your data.**" in everything(app)
    assert "source" not in app.query_params
    assert len(history(home)) == 1
    assert app.file_uploader(key=f"{DataKey.UPLOAD}-1").value == []
    app.button(key=f"{DataKey.UNDO}-now").click().run()
    assert heading(app).startswith("The demo company is shown.")
    assert history(home) == ()


def test_faults_stop_the_import_and_are_shown_with_their_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = upload(opened(tmp_path / "home", monkeypatch), faulty(tmp_path / "files"))
    app.button(key=DataKey.CHECK).click().run()
    text = everything(app)
    assert "**1 fault, so nothing was imported**" in text
    assert "1 row of Bookings, worth €300\\,000\\.00" in text
    said = "row 3, booked on: the date cannot be read (some day). **Write it as 2026-03-05**"
    assert said in plain(text)
    around = next(f.value for f in app.dataframe if "Row" in f.value.columns)
    assert list(around["Row"]) == ["2", "→ 3", "4"]
    labels = [button.label for button in app.get("download_button")]
    assert "revenue.csv with a column of what to do (CSV)" in map(plain, labels)
    assert DataKey.IMPORT not in keys(app)


def test_faulty_rows_can_be_left_out_after_seeing_their_money(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    app = upload(opened(home, monkeypatch), faulty(tmp_path / "files"))
    app.button(key=DataKey.CHECK).click().run()
    assert app.button(key=DataKey.SKIP_FAULTY).label == "Leave out 1 faulty row"
    app.button(key=DataKey.SKIP_FAULTY).click().run()
    assert "1 faulty row of Bookings is left out, worth €300\\,000\\.00." in everything(app)
    app.button(key=DataKey.IMPORT).click().run()
    assert len(history(home)) == 1


def test_fault_of_a_whole_table_leaves_nothing_to_leave_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [file for file in write_company(tmp_path / "files") if file.stem == "customers"]
    files.append(tmp_path / "files" / "reps.csv")
    app = upload(opened(tmp_path / "home", monkeypatch), files)
    app.button(key=DataKey.CHECK).click().run()
    assert "1 of them concerns a whole table" in everything(app)
    assert DataKey.SKIP_FAULTY not in keys(app)
    assert DataKey.IMPORT not in keys(app)


def test_files_without_any_table_are_refused_with_one_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = tmp_path / "notes.csv"
    notes.write_text("title,text\na,b\n", encoding="utf-8")
    app = upload(opened(tmp_path / "home", monkeypatch), [notes])
    app.button(key=DataKey.CHECK).click().run()
    assert "no customer is named" in everything(app)
    assert DataKey.IMPORT not in keys(app)


def test_other_files_make_the_last_outcome_void(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = upload(opened(tmp_path / "home", monkeypatch), write_company(tmp_path / "files"))
    app.button(key=DataKey.CHECK).click().run()
    assert DataKey.IMPORT in keys(app)
    upload(app, faulty(tmp_path / "others"))
    assert DataKey.IMPORT not in keys(app)
    assert DataKey.CHECK in keys(app)


def test_names_that_leave_the_folder_are_only_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    app = opened(home, monkeypatch)
    files = write_company(tmp_path / "files")
    app.file_uploader(key=UPLOAD).set_value(
        [(f"../../{file.name}", file.read_bytes(), "text/csv") for file in files]
    ).run()
    app.button(key=DataKey.CHECK).click().run()
    assert DataKey.IMPORT in keys(app)
    assert not list(tmp_path.glob("*.csv"))


def test_hostile_names_stay_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = write_company(tmp_path / "files", names=HOSTILE_NAMES)
    app = upload(opened(tmp_path / "home", monkeypatch), files)
    app.button(key=DataKey.CHECK).click().run()
    assert not [each for each in app.markdown if "tracker.example" in str(each.value)]
    assert "<img" not in html(app)
    assert "<script" not in html(app)
    samples = [frame.value for frame in app.dataframe if "customer_id" in frame.value.columns]
    assert HOSTILE_NAMES[0] in set(samples[0]["name"])


def test_given_source_is_said_to_be_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_company(tmp_path / "crm")
    monkeypatch.setattr("pages.data._findings", lambda view: None)  # noqa: ARG005
    app = open_app("data", tmp_path / "home", monkeypatch, source_location=str(tmp_path / "crm"))
    assert heading(app) == "This server shows the data it was started with."
    assert "It was given by LINCHPIN_SOURCE." in everything(app)


def test_broken_source_still_shows_the_way_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app("data", tmp_path, monkeypatch, source_location=str(tmp_path / "gone"))
    assert not app.exception
    assert "does not exist" in everything(app)
    assert app.file_uploader(key=UPLOAD).value == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_control_total_ends_in_the_revenue_of_the_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    app = open_app("data", own_home(tmp_path), monkeypatch, lang=language)
    assert not app.exception
    total = next(f.value for f in app.dataframe if "reporting_amount" in f.value.columns)
    assert total["reporting_amount"].iloc[-1] == 1_000_000
    assert total["amount"].iloc[0] == 1_000_000
    labels = [button.label for button in app.get("download_button")]
    assert labels.count("Download as Excel" if language == "en" else "下载 Excel") == 1
