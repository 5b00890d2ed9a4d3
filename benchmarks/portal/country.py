"""The same routes as a country package for OpenFisca's web API: ``openfisca serve -c benchmarks.portal.country``."""

from typing import Any

from openfisca_core.parameters import ParameterNode

from benchmarks.openfisca_peer import OpenFiscaPeer


class CountryTaxBenefitSystem:
    """What the web API makes its system with: it calls this name."""

    def __new__(cls) -> Any:
        """The system of the peer, with the parameters and the example that the web API wants for its description."""
        system = OpenFiscaPeer().system
        system.parameters = ParameterNode(
            "",
            data={
                "years": {"description": "years asked", "values": {"2021-10-26": 3}},
                "scale": {
                    "description": "none is used",
                    "brackets": [{"rate": {"2021-10-26": 0}, "threshold": {"2021-10-26": 0}}],
                },
            },
        )
        system.open_api_config = {"variable_example": "may_apply", "parameter_example": "years"}
        return system
