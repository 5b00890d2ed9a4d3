"""Who the provider knows, and its one client."""

from typing import Final

CLIENT: Final = "guantong"
SECRET: Final = "only-for-tests"  # noqa: S105
PEOPLE: Final = {
    "weishifu": ("provider-password-1", "示例", "韦", "wei@example.org"),
    "lushifu": ("provider-password-2", "示例", "陆", "lu@example.org"),
}
