"""Every setting of the product, read from the environment once and validated at start."""

from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AliasChoices, Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from crm_mobile.core.errors import Misconfigured


class Settings(BaseSettings):
    """What an operator may choose. Names in the environment carry the prefix CRM_ unless an alias says otherwise."""

    model_config = SettingsConfigDict(env_prefix="CRM_", extra="ignore", populate_by_name=True)

    env: Literal["development", "test", "production"] = Field(
        "development", description="Production refuses demo data and plain http."
    )
    home: Path = Field(Path("var"), description="Folder of the SQLite file, photos, keys and built assets.")
    database_url: str = Field(
        "",
        validation_alias=AliasChoices("database_url", "DATABASE_URL"),
        description="postgresql://user:password@host/name; empty means SQLite in the home folder.",
    )
    origin: str = Field(
        "", description="Public address such as https://crm.example.com; empty means the address it listens on."
    )
    host: str = Field(
        "127.0.0.1", validation_alias=AliasChoices("host", "CRM_HOST", "HOST"), description="Address to listen on."
    )
    port: int = Field(
        8000,
        ge=1,
        le=65535,
        validation_alias=AliasChoices("port", "CRM_PORT", "PORT"),
        description="Port to listen on.",
    )
    workers: int = Field(2, ge=1, le=64, description="Web processes.")
    threads: int = Field(8, ge=1, le=64, description="Threads of each web process.")
    proxies: int = Field(0, ge=0, le=5, description="Trusted reverse proxies in front of the server.")
    session_idle_days: int = Field(30, ge=1, description="A session unused for this long ends.")
    session_absolute_days: int = Field(90, ge=1, description="A session ends at this age in any case.")
    region: str = Field(
        "US", pattern="^[A-Z]{2}$", description="Country of phone numbers typed without a country code."
    )
    language: Literal["en", "zh-Hans"] = Field(
        "en", description="Language of people whose browser asks for none of ours."
    )
    time_zone: str = Field("UTC", description="IANA zone of people who have not chosen one.")
    demo_password: str = Field("", description="Password of the demo sign-ins; empty means one made at random.")
    clock_rate: float = Field(1.0, gt=0, le=3600, description="Speeds up the clock in experiments; 1 in production.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="The least serious line that is logged."
    )
    photo_limit_mb: int = Field(20, ge=1, le=100, description="Largest photo that is accepted before it is shrunk.")

    @field_validator("home")
    @classmethod
    def _absolute(cls, home: Path) -> Path:
        return home.expanduser().resolve()

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError) as unknown:
            raise ValueError(f"{name!r} is not an IANA time zone such as Europe/Berlin") from unknown
        return name

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        if url and urlsplit(url).scheme not in ("postgresql", "postgres"):
            raise ValueError("only postgresql:// addresses are understood; leave it empty for SQLite")
        return url.replace("postgres://", "postgresql://", 1)

    @model_validator(mode="after")
    def _production(self) -> "Settings":
        if self.env == "production" and not self.origin.startswith("https://"):
            raise ValueError("CRM_ORIGIN must be the public https:// address in production")
        if self.env == "production" and self.clock_rate != 1:
            raise ValueError("CRM_CLOCK_RATE must be 1 in production")
        self.origin = self.origin.rstrip("/")
        return self

    @property
    def sqlite_file(self) -> Path:
        return self.home / "crm.sqlite3"

    @property
    def photos_folder(self) -> Path:
        return self.home / "photos"


def load(**given: object) -> Settings:
    """Read the settings; raise Misconfigured with a sentence per wrong one."""
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as wrong:
        lines = [f"{'.'.join(map(str, e['loc'])) or 'settings'}: {e['msg']}" for e in wrong.errors(include_url=False)]
        raise Misconfigured("These settings are wrong:\n  " + "\n  ".join(lines)) from wrong
