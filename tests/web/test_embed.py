"""The finder in a frame of another site: who may show it, what it shows, and the snippet for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from page import CSP, CheckedClient, parse, text_of
from website import N_ATTENDORN, Site

from finder.app import create_app
from finder.settings import Settings

TOWN, CLUB = "https://www.lennestadt.example", "http://verein.example:8080"
FRAMED: Mapping[str, str | None] = {
    "Content-Security-Policy": CSP.replace(
        "frame-ancestors 'none'",
        "frame-ancestors 'self' https://www.lennestadt.example http://verein.example:8080",
    ),
    "X-Frame-Options": None,
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}
FRAMING: Mapping[str, str | None] = {"Content-Security-Policy": f"{CSP}; frame-src 'self'"}


class FramedClient(CheckedClient):
    """A guest of a site that two others may embed."""

    headers: Mapping[str, Mapping[str, str | None]] = {
        "/embed": FRAMED,
        "/de/embed": FRAMED,
        "/en/embed": FRAMED,
        "/de/einbetten": FRAMING,
        "/en/einbetten": FRAMING,
    }


@pytest.fixture(scope="module")
def town(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FramedClient]:
    """A guest of the same data, served by a finder that may be embedded."""
    url = site.app.extensions["finder"].settings.database_url
    var = tmp_path_factory.mktemp("embed")
    app = create_app(Settings(var, url, secret_key="s" * 40, embed_hosts=(TOWN, CLUB)))
    app.testing = True
    app.test_client_class = FramedClient
    client = app.test_client()
    assert isinstance(client, FramedClient)
    yield client
    app.extensions["finder"].close()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/de/embed", 200),
        ("/de/embed?near=Attendorn", 200),
        ("/de/embed?near=Hespecke", 400),
        ("/embed?near=Attendorn", 302),
        ("/de/einbetten", 200),
        ("/de/", 200),
        ("/de/suche?near=Attendorn", 200),
        ("/de/embed/more", 404),
    ],
)
def test_only_the_frame_may_be_framed_and_only_by_the_origins_that_are_set(
    town: FramedClient, path: str, status: int
) -> None:
    assert town.get(path).status_code == status


def test_without_origins_nothing_may_be_framed(client: CheckedClient) -> None:
    assert client.get("/de/embed?near=Attendorn").status_code == 200
    page = client.get("/de/einbetten?near=Attendorn")
    assert "iframe" not in page.text
    assert "textarea" not in page.text


def test_the_frame_has_the_first_hits_of_the_search_in_its_order(
    town: FramedClient, client: CheckedClient
) -> None:
    search = "near=Attendorn&category=club&limit=20&offset=10"
    found = client.get("/api/v1/search?near=Attendorn&category=club&limit=5").json
    assert found is not None
    tree = parse(town.get(f"/en/embed?{search}").text)
    assert [text_of(heading.find("a")) for heading in tree.iter("h2")] == [  # type: ignore[arg-type]
        feature["properties"]["name"] for feature in found["features"]
    ]
    assert str(N_ATTENDORN) in text_of(tree)


def test_the_frame_takes_its_filters_along_and_opens_the_finder_itself(town: FramedClient) -> None:
    path = "/de/embed?near=Attendorn&language=tr&access=step_free&role=team&radius_km=5&unheard=of"
    tree = parse(town.get(path).text)
    fields = [(field.get("name"), field.get("value")) for field in tree.iter("input")]
    assert sorted(fields) == [
        ("access", "step_free"),
        ("language", "tr"),
        ("near", "Attendorn"),
        ("q", ""),
        ("radius_km", "5"),
        ("role", "team"),
    ]
    for element in (*tree.iter("form"), *tree.iter("a")):
        assert element.get("target") == "_blank"
        assert "noopener" in (element.get("rel") or "")
    assert not list(tree.iter("script"))


def test_coordinates_stand_in_the_field_for_the_place(town: FramedClient) -> None:
    tree = parse(town.get("/de/embed?lat=51.12&lon=7.9").text)
    assert [(field.get("name"), field.get("value")) for field in tree.iter("input")] == [
        ("near", "51.12, 7.9"),
        ("q", ""),
    ]


def test_a_frame_without_a_search_is_the_form_alone(town: FramedClient) -> None:
    tree = parse(town.get("/de/embed?near=").text)
    assert not list(tree.iter("ol"))
    assert len(list(tree.iter("form"))) == 1


def test_the_frame_answers_without_a_language_with_the_query_kept(town: FramedClient) -> None:
    location = town.get("/embed?near=Attendorn&lang=en").headers["Location"]
    assert location == "/en/embed?near=Attendorn"


def test_the_snippet_shows_just_these_filters_and_no_script(town: FramedClient) -> None:
    path = "/de/einbetten?near=Attendorn&category=club&language=&access=&limit=&radius_km=abc"
    assert parse(town.get(path).text)  # filters that cannot be used leave the plain frame
    tree = parse(town.get("/de/einbetten?near=Attendorn&category=club&q=%22%3E%3Cb%3E").text)
    (area,) = tree.iter("textarea")
    (frame,) = parse(f"<!doctype html><title>x</title>{area.text}").iter("iframe")
    address = urlsplit(frame.get("src", ""))
    assert (address.scheme, address.netloc, address.path) == ("http", "localhost", "/de/embed")
    assert parse_qsl(address.query) == [("near", "Attendorn"), ("q", '"><b>'), ("category", "club")]
    assert frame.get("title")
    assert set(frame.attrib) == {"src", "title", "width", "height", "loading", "referrerpolicy"}
    (preview,) = tree.iter("iframe")
    assert preview.get("src") == f"{address.path}?{address.query}"


def test_the_frame_of_a_snippet_is_higher_for_more_hits(town: FramedClient) -> None:
    def height(path: str) -> int:
        (frame,) = parse(town.get(path).text).iter("iframe")
        return int(frame.get("height", ""))

    none, many = height("/de/einbetten"), height("/de/einbetten?near=Attendorn&category=club")
    assert none < many <= none + 5 * 150


@pytest.mark.parametrize("hosts", ["*", "example.org", "https://a.example/path", "https://a;b", "'self'"])
def test_what_is_no_origin_is_refused_at_the_start(tmp_path: Path, hosts: str) -> None:
    with pytest.raises(Exception, match="FINDER_EMBED_HOSTS"):
        Settings.from_env({"FINDER_VAR": str(tmp_path), "FINDER_EMBED_HOSTS": f"https://ok.example,{hosts}"})


def test_origins_are_read_without_a_slash_at_the_end(tmp_path: Path) -> None:
    env = {"FINDER_VAR": str(tmp_path), "FINDER_EMBED_HOSTS": " https://A.example/ ,http://b.example:81"}
    assert Settings.from_env(env).embed_hosts == ("https://a.example", "http://b.example:81")
