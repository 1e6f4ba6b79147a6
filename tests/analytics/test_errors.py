from analytics.errors import Fault, InputError, InputFaults, LinchpinError, PolicyError
from analytics.messages import message

FAULT = Fault(
    table="revenue",
    row=7,
    column="amount",
    value="12o",
    problem=message("is not a number"),
    remedy=message("Write it with digits only."),
)


def test_fault_names_table_row_column_value_and_remedy() -> None:
    assert str(FAULT) == (
        "revenue, row 7, amount: is not a number ('12o'). Write it with digits only."
    )


def test_fault_of_a_whole_table_names_only_what_it_knows() -> None:
    fault = Fault("reps", message("the table is missing"), message("Add reps.csv."))
    assert str(fault) == "reps: the table is missing. Add reps.csv."


def test_every_error_carries_its_message_and_is_a_linchpin_error() -> None:
    said = message("{n} faults", n=2)
    for error in (PolicyError(said), InputError(said), InputFaults(said, [FAULT, FAULT])):
        assert isinstance(error, LinchpinError)
        assert error.message is said
        assert str(error) == "2 faults"


def test_input_faults_keep_every_fault() -> None:
    assert InputFaults(message("x"), [FAULT, FAULT]).faults == (FAULT, FAULT)
