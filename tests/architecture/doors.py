"""The contract that an app is entered through its doors only; a contract type of import-linter."""

from typing import ClassVar

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class DoorsContract(Contract):
    """Modules outside an app may import only its doors; ``joining`` packages may use ``joining_doors`` too."""

    type_name: ClassVar[str] = "doors"

    apps = fields.SetField(subfield=fields.StringField())
    doors = fields.SetField(subfield=fields.StringField())
    joining = fields.SetField(subfield=fields.StringField())
    joining_doors = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        broken = []
        for importer in sorted(graph.modules):
            for imported in sorted(graph.find_modules_directly_imported_by(importer)):
                app, _dot, rest = imported.partition(".")
                home = importer.partition(".")[0]
                if app not in self.apps or home == app:
                    continue
                allowed = self.doors | (self.joining_doors if home in self.joining else set())
                if rest.partition(".")[0] not in allowed:
                    broken.append(f"{importer} imports {imported}")
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for line in check.metadata["broken"]:
            output.print_error(line)
