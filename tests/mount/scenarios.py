"""Histories of cp, ln and rm over the shared link model, as a table.

They are those in which other programs' models of hard links were found to
break. Each is a script of sh, run in the mount, and what must come of it.
"""

from dataclasses import dataclass, field


@dataclass
class Scenario:
    name: str
    script: str
    names: dict = field(default_factory=dict)   # view: its paths, in a string
    same: list = field(default_factory=list)    # paths of one inode, a string
    data: int = None        # extents of data in the image
    like: str = None        # the scenario whose image must be equal
    options: tuple = ()


FOO = "echo foo >iso/FOO"
BOTH = "echo foo >iso/FOO; ln iso/FOO joliet/foo"
WITH_UDF = ("contexts=iso:rockridge:joliet:udf",)
FOO_UDF = "echo foo >iso/FOO; ln iso/FOO udf/foo"

SCENARIOS = (
    # What the others are compared with.
    Scenario("empty", ":", {"iso": "", "rockridge": "", "joliet": ""}, data=0),
    Scenario("onefile", FOO, {"iso": "FOO", "rockridge": "", "joliet": ""},
             data=1),
    Scenario("joliet_onefile", BOTH, {"iso": "FOO", "joliet": "foo"},
             ["iso/FOO joliet/foo"], data=1),
    Scenario("twofiles", "echo 1 >iso/BAR; echo 2 >iso/FOO",
             {"iso": "BAR FOO"}, data=2),

    # Creating and linking.
    Scenario("hard_link", f"{FOO}; mkdir iso/DIR1; ln iso/FOO iso/DIR1/FOO",
             {"iso": "FOO DIR1 DIR1/FOO"}, ["iso/FOO iso/DIR1/FOO"], data=1),
    Scenario("hard_link_reshuffle", f"{FOO}; ln iso/FOO iso/BAR",
             {"iso": "BAR FOO"}, ["iso/FOO iso/BAR"], data=1),
    Scenario("multi_hard_link_chain",
             f"{FOO}; ln iso/FOO iso/BAR; ln iso/BAR iso/BAZ",
             {"iso": "BAR BAZ FOO"}, ["iso/FOO iso/BAR iso/BAZ"], data=1),
    Scenario("multi_hard_link_fan",
             f"{FOO}; ln iso/FOO iso/BAR; ln iso/FOO iso/BAZ",
             like="multi_hard_link_chain"),
    Scenario("link_joliet_to_iso",
             f"{BOTH}; rm iso/FOO; ln joliet/foo iso/FOO",
             {"iso": "FOO", "joliet": "foo"}, ["iso/FOO joliet/foo"],
             like="joliet_onefile"),
    Scenario("link_joliet_to_joliet",
             f"{BOTH}; ln joliet/foo joliet/bar",
             {"iso": "FOO", "joliet": "bar foo"},
             ["iso/FOO joliet/foo joliet/bar"], data=1),
    Scenario("zero_byte_hard_link", ": >iso/FOO; ln iso/FOO iso/BAR",
             {"iso": "BAR FOO"}, ["iso/FOO iso/BAR"], data=0),
    Scenario("rock_ridge_to_joliet",
             "echo foo >rockridge/foo; ln rockridge/foo joliet/foo; "
             "chmod 640 rockridge/foo; ln joliet/foo rockridge/bar",
             {"rockridge": "bar foo", "joliet": "foo", "iso": ""},
             ["rockridge/foo rockridge/bar joliet/foo"], data=1),
    Scenario("everything",
             "mkdir -p all/dir1/dir2/dir3/dir4/dir5/dir6/dir7/dir8; "
             "echo foo >all/foo; echo bar >all/boot; ln -s foo all/sym; "
             "ln all/foo all/dir1/foo; "
             "echo deep >all/dir1/dir2/dir3/dir4/dir5/dir6/dir7/dir8/bar",
             same=["iso/FOO iso/DIR1/FOO joliet/foo joliet/dir1/foo "
                   "rockridge/foo rockridge/dir1/foo"], data=3,
             options=("iso-level=4",)),

    # Removing.
    Scenario("rm_only_name", f"{FOO}; rm iso/FOO", {"iso": ""}, like="empty"),
    Scenario("rm_iso_then_joliet", f"{BOTH}; rm iso/FOO; rm joliet/foo",
             {"iso": "", "joliet": ""}, like="empty"),
    Scenario("rm_joliet_then_iso", f"{BOTH}; rm joliet/foo; rm iso/FOO",
             {"iso": "", "joliet": ""}, like="empty"),
    Scenario("rm_second",
             f"{FOO}; ln iso/FOO iso/BAR; ln iso/FOO iso/BAZ; "
             "rm iso/BAR iso/BAZ", {"iso": "FOO"}, like="onefile"),
    Scenario("rm_joliet_and_links",
             f"{BOTH}; ln iso/FOO iso/BAR; ln joliet/foo joliet/bar; "
             "rm joliet/foo joliet/bar iso/BAR iso/FOO",
             {"iso": "", "joliet": ""}, like="empty"),
    Scenario("rm_twice", f"{FOO}; ln iso/FOO iso/BAR; rm iso/BAR iso/FOO",
             like="empty"),
    Scenario("rm_twice_first", f"{FOO}; ln iso/FOO iso/BAR; rm iso/FOO; "
             "test \"$(cat iso/BAR)\" = foo; rm iso/BAR", like="empty"),
    Scenario("rm_in_all",
             "echo foo >all/foo; ln all/foo all/link; rm all/foo",
             {"iso": "LINK", "joliet": "link", "rockridge": "link"},
             ["iso/LINK joliet/link rockridge/link"], data=1),
    Scenario("rm_everything_in_all",
             "echo foo >all/foo; ln all/foo all/link; rm all/foo all/link",
             {"iso": "", "joliet": "", "rockridge": ""}, like="empty"),
    Scenario("always_consistent",
             f"{BOTH}; rm joliet/foo; mkdir iso/DIR1; rm iso/FOO; {BOTH}; "
             "rm joliet/foo; rmdir iso/DIR1; ln iso/FOO joliet/foo",
             {"iso": "FOO", "joliet": "foo"}, like="joliet_onefile"),

    # Hiding from a context.
    Scenario("hidden_from_joliet", f"{BOTH}; rm joliet/foo",
             {"iso": "FOO", "joliet": ""}, like="onefile"),
    Scenario("joliet_only", f"{BOTH}; rm iso/FOO",
             {"iso": "", "joliet": "foo"}, data=1),
    Scenario("hidden_from_rockridge",
             "echo foo >all/foo; rm rockridge/foo",
             {"iso": "FOO", "joliet": "foo", "rockridge": ""},
             ["iso/FOO joliet/foo"], data=1),
    Scenario("hidden_from_iso", "echo foo >all/foo; rm iso/FOO",
             {"iso": "", "joliet": "foo", "rockridge": "foo"},
             ["rockridge/foo joliet/foo"], data=1),
    Scenario("rr_rm_symlink",
             "echo foo >all/foo; ln -s foo rockridge/sym; rm rockridge/sym",
             {"rockridge": "foo", "iso": "FOO", "joliet": "foo"}, data=1),

    # Where another program lost or damaged data.
    Scenario("rm_one_empty_file_keeps_the_others",
             ": >all/one; : >all/two; ln -s two all/sym; rm all/one",
             {"rockridge": "sym two", "iso": "TWO", "joliet": "two"}),
    Scenario("empty_files_are_no_links_of_each_other",
             ": >all/one; : >all/two",
             same=["rockridge/one iso/ONE joliet/one",
                   "rockridge/two iso/TWO joliet/two"]),
    Scenario("long_names_do_not_merge",
             "echo 1 >all/averylongname1.txt; echo 2 >all/averylongname2.txt",
             {"rockridge": "averylongname1.txt averylongname2.txt",
              "joliet": "averylongname1.txt averylongname2.txt"}, data=2,
             options=("iso-level=1",)),
    Scenario("link_to_a_symlink_keeps_its_target",
             "ln -s target rockridge/sym; ln -P rockridge/sym rockridge/two",
             {"rockridge": "sym two"}, ["rockridge/sym rockridge/two"]),
    Scenario("replaced_file_is_not_appended_to",
             "echo one >all/f; echo two >all/g; mv all/g all/f; "
             "test \"$(cat iso/F)\" = two",
             {"rockridge": "f", "iso": "F", "joliet": "f"},
             ["rockridge/f iso/F joliet/f"], data=1),
    Scenario("name_used_again",
             "echo one >all/boot.cat; rm all/boot.cat; echo two >all/ccc; "
             "echo three >all/boot.cat; rm all/boot.cat",
             {"rockridge": "ccc", "iso": "CCC", "joliet": "ccc"}, data=1),

    # UDF.
    Scenario("udf_onefile", FOO_UDF, {"iso": "FOO", "udf": "foo"},
             ["iso/FOO udf/foo"], data=1, options=WITH_UDF),
    Scenario("udf_onefile_of_all",
             "echo foo >all/foo; rm joliet/foo rockridge/foo",
             {"iso": "FOO", "udf": "foo"}, ["iso/FOO udf/foo"],
             like="udf_onefile", options=WITH_UDF),
    Scenario("link_udf_to_iso", f"{FOO_UDF}; rm iso/FOO; ln udf/foo iso/FOO",
             {"iso": "FOO", "udf": "foo"}, ["iso/FOO udf/foo"],
             like="udf_onefile", options=WITH_UDF),
    Scenario("link_joliet_to_udf",
             "echo foo >joliet/foo; ln joliet/foo udf/foo",
             {"iso": "", "joliet": "foo", "udf": "foo"},
             ["joliet/foo udf/foo"], data=1, options=WITH_UDF),
    Scenario("link_udf_to_joliet",
             "echo foo >udf/foo; ln udf/foo joliet/foo",
             {"joliet": "foo", "udf": "foo"}, like="link_joliet_to_udf",
             options=WITH_UDF),
    Scenario("link_udf_to_udf", f"{FOO_UDF}; ln udf/foo udf/bar",
             {"iso": "FOO", "udf": "bar foo"},
             ["iso/FOO udf/foo udf/bar"], data=1, options=WITH_UDF),
    Scenario("link_udf_to_rockridge",
             "echo foo >udf/foo; chmod 640 udf/foo; "
             "ln udf/foo rockridge/bar; test -O rockridge/bar",
             {"udf": "foo", "rockridge": "bar", "iso": ""},
             ["udf/foo rockridge/bar"], data=1, options=WITH_UDF),
    Scenario("udf_zero_byte_hard_link",
             ": >udf/foo; ln udf/foo udf/bar; ln udf/bar iso/FOO",
             {"iso": "FOO", "udf": "bar foo"},
             ["iso/FOO udf/foo udf/bar"], data=0, options=WITH_UDF),
    Scenario("udf_rm_first_of_three",
             "echo foo >udf/bar; ln udf/bar udf/foo; ln udf/foo udf/baz; "
             "rm udf/bar", {"udf": "foo baz"}, ["udf/foo udf/baz"], data=1,
             options=WITH_UDF),
    Scenario("hidden_from_udf", f"{FOO_UDF}; rm udf/foo",
             {"iso": "FOO", "udf": ""}, like="onefile", options=WITH_UDF),
    Scenario("udf_only", f"{FOO_UDF}; rm iso/FOO",
             {"iso": "", "udf": "foo"}, data=1, options=WITH_UDF),
    Scenario("udf_rm_all", f"{FOO_UDF}; rm udf/foo iso/FOO",
             {"iso": "", "udf": ""}, like="empty", options=WITH_UDF),
    Scenario("udf_rm_symlink", f"{FOO}; ln -s foo udf/sym; rm udf/sym",
             {"iso": "FOO", "udf": ""}, like="onefile", options=WITH_UDF),
    Scenario("udf_link_to_a_symlink",
             "ln -s target udf/sym; ln -P udf/sym udf/two; "
             "ln -P udf/sym rockridge/three",
             {"udf": "sym two", "rockridge": "three"},
             ["udf/sym udf/two rockridge/three"], options=WITH_UDF),
    Scenario("udf_rm_dir",
             f"mkdir udf/a udf/a/b; {FOO_UDF}; rmdir udf/a/b udf/a",
             {"iso": "FOO", "udf": "foo"}, like="udf_onefile",
             options=WITH_UDF),
    Scenario("udf_replaced_file_is_not_appended_to",
             "echo one >udf/f; echo two >udf/g; mv udf/g udf/f; "
             "test \"$(cat udf/f)\" = two", {"udf": "f"}, data=1,
             options=WITH_UDF),
    Scenario("udf_deep",
             "mkdir -p udf/1/2/3/4/5/6/7/8/9/10; echo x >udf/1/2/3/4/x; "
             "ln udf/1/2/3/4/x udf/1/2/3/4/5/6/7/8/9/10/y",
             {"iso": ""}, ["udf/1/2/3/4/x udf/1/2/3/4/5/6/7/8/9/10/y"],
             data=1, options=WITH_UDF),
)
