"""The contract that an app is entered through its doors only; a contract type of import-linter."""

from typing import ClassVar

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class DoorsContract(Contract):
    """Modules outside an app may import only its doors; ``extra`` opens more to a package (``portal -> api``)."""

    type_name: ClassVar[str] = "doors"

    apps = fields.SetField(subfield=fields.StringField())
    doors = fields.SetField(subfield=fields.StringField())
    extra = fields.SetField(subfield=fields.StringField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        extra = [tuple(line.split(" -> ")) for line in self.extra or ()]
        broken = []
        for importer in sorted(graph.modules):
            opened = {door for package, door in extra if f"{importer}.".startswith(f"{package}.")}
            for imported in sorted(graph.find_modules_directly_imported_by(importer)):
                app, _dot, rest = imported.partition(".")
                if app not in self.apps or importer.partition(".")[0] == app:
                    continue
                if rest.partition(".")[0] not in self.doors | opened:
                    broken.append(f"{importer} imports {imported}")
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for line in check.metadata["broken"]:
            output.print_error(line)
