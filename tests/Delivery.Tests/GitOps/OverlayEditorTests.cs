using System.Text;
using GitOpsDemo.Delivery.GitOps;

namespace GitOpsDemo.Delivery.Tests.GitOps;

/// <summary>Each example is a whole file before and after a change of <c>app</c> to <see cref="Wanted"/>.</summary>
public sealed class OverlayEditorTests
{
    private const string Digest = "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
    private const string OldDigest = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    private static readonly ImageEntry Wanted = new("app", "localhost:5000/app", "1.10", Digest);

    [Fact]
    public void Only_the_changed_scalars_differ_in_a_file_with_comments_everywhere()
    {
        const string Before = """
            # top
            resources: # of the base
            - ../../base   # one
            images: # below
            # before the item
            - name: app # the app
              # inside the item
              newName: old/app   # name
              newTag: "1.9"  # tag
              # between
              digest: sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa # digest
            # after the item
            - name: other
              newTag: 2.0.0
            namespace: dev # trailing
            # bottom
            """;

        var after = Set(Before, Wanted);

        Assert.Equal(
            Before.Replace("old/app", "localhost:5000/app").Replace("\"1.9\"", "\"1.10\"").Replace(OldDigest, Digest),
            after);
    }

    [Theory]
    [InlineData(
        "images:\n- name: app\n  newTag: '1'\n", "images:\n- name: app\n  newName: localhost:5000/app\n  newTag: '1.10'\n  digest: D\n")]
    [InlineData(
        "images:\n  - name: app # c\n",
        "images:\n  - name: app # c\n    newName: localhost:5000/app\n    newTag: \"1.10\"\n    digest: D\n")]
    [InlineData("images:\n- name: app", "images:\n- name: app\n  newName: localhost:5000/app\n  newTag: \"1.10\"\n  digest: D")]
    [InlineData(
        "images:\r\n- name: app\r\n", "images:\r\n- name: app\r\n  newName: localhost:5000/app\r\n  newTag: \"1.10\"\r\n  digest: D\r\n")]
    [InlineData(
        "images:\n- newTag: 1.10\n  name: app\n", "images:\n- newTag: \"1.10\"\n  digest: D\n  name: app\n  newName: localhost:5000/app\n")]
    [InlineData(
        "images:\n- name: app\n  newTag:\n", "images:\n- name: app\n  newName: localhost:5000/app\n  newTag: \"1.10\"\n  digest: D\n")]
    [InlineData(
        "images:\n- name: app\n  newTag: ~ # c\n",
        "images:\n- name: app\n  newName: localhost:5000/app\n  newTag: \"1.10\" # c\n  digest: D\n")]
    [InlineData(
        "images:\n- name: app\n  newTag: >-\n    1\n\n  # c\n",
        "images:\n- name: app\n  newName: localhost:5000/app\n  newTag: \"1.10\"\n  digest: D\n\n  # c\n")]
    [InlineData(
        "images: [{name: app, newTag: \"1\"}]\n",
        "images: [{name: app, newName: \"localhost:5000/app\", newTag: \"1.10\", digest: \"D\"}]\n")]
    [InlineData(
        "{\"images\":[{\"name\":\"app\",\"newTag\":\"1\"}]}",
        "{\"images\":[{\"name\":\"app\", \"newName\": \"localhost:5000/app\",\"newTag\":\"1.10\", \"digest\": \"D\"}]}")]
    [InlineData(
        "images:\n- name: app\n  newTag: &tag \"1\"\n",
        "images:\n- name: app\n  newName: localhost:5000/app\n  newTag: &tag \"1.10\"\n  digest: D\n")]
    [InlineData(
        "commonLabels: {v: &v \"1\"}\nimages:\n- name: app\n  newTag: *v\n",
        "commonLabels: {v: &v \"1\"}\nimages:\n- name: app\n  newName: localhost:5000/app\n  newTag: \"1.10\"\n  digest: D\n")]
    public void An_item_gets_what_it_lacks_in_the_style_of_the_file(string before, string after) =>
        Assert.Equal(after.Replace("D", Digest), Set(before, Wanted));

    [Theory]
    [InlineData("resources:\n- a\n", "resources:\n- a\nimages:\n- name: app\n  newTag: v2\n")]
    [InlineData("resources:\n  - a", "resources:\n  - a\nimages:\n  - name: app\n    newTag: v2")]
    [InlineData("---\nnamespace: x\n...\n# end\n", "---\nnamespace: x\nimages:\n- name: app\n  newTag: v2\n...\n# end\n")]
    [InlineData("{namespace: x}", "{namespace: x, \"images\": [{\"name\": \"app\", \"newTag\": \"v2\"}]}")]
    [InlineData("{}", "{\"images\": [{\"name\": \"app\", \"newTag\": \"v2\"}]}")]
    [InlineData("images: [] # none\nnamespace: x\n", "images: # none\n- name: app\n  newTag: v2\nnamespace: x\n")]
    [InlineData("images:\nnamespace: x\n", "images:\n- name: app\n  newTag: v2\nnamespace: x\n")]
    [InlineData("{images: []}", "{images: [{\"name\": \"app\", \"newTag\": \"v2\"}]}")]
    [InlineData("{images: ~}", "{images:  [{\"name\": \"app\", \"newTag\": \"v2\"}]}")]
    [InlineData(
        "images:\n# o\n- name: other # c\n# after\nnamespace: x\n",
        "images:\n# o\n- name: other # c\n- name: app\n  newTag: v2\n# after\nnamespace: x\n")]
    [InlineData("images: [{name: other}]", "images: [{name: other}, {\"name\": \"app\", \"newTag\": \"v2\"}]")]
    public void A_file_without_an_item_for_the_image_gets_one(string before, string after) =>
        Assert.Equal(after, Set(before, new ImageEntry("app", NewTag: "v2")));

    [Theory]
    [InlineData("images:\n- name: app\n- name: app\n", "2 items named `app`")]
    [InlineData("images: []\nimages: []\n", "`images` 2 times")]
    [InlineData("images: [{name: app, newTag: a, newTag: b}]", "`newTag` 2 times")]
    [InlineData("images: text\n", "not a list")]
    [InlineData("a: &a []\nimages: *a\n", "not a list")]
    [InlineData("a: &a {name: app}\nimages:\n- *a\n", "not a mapping of its own")]
    [InlineData("a: &a {name: app}\nimages:\n- <<: *a\n  newTag: x\n", "merge key")]
    [InlineData("images:\n- newTag: x\n", "without `name`")]
    [InlineData("images:\n- name: [x]\n", "`name` is not text")]
    [InlineData("images:\n- name: app\n  newTag: &tag x\ncommonLabels:\n  v: *tag\n", "`*tag` repeats a part")]
    [InlineData("images:\n- &item\n  name: app\nother: *item\n", "`*item` repeats a part")]
    [InlineData("images:\n- name: app\n  tagSuffix: -debug\n", "tagSuffix")]
    [InlineData("images: &i\n- name: other\n", "anchor or a tag")]
    [InlineData("images: &i []\n", "anchor or a tag")]
    [InlineData("images:\n- name: app\n---\nimages: []\n", "more than one document")]
    [InlineData("images:\n- name: app\n  newTag: *other\n", "alias *other refers to no anchor")]
    [InlineData("# only a comment\n", "empty")]
    [InlineData("- a list\n", "not a mapping")]
    [InlineData("images: [\n", "line")]
    [InlineData("images:\n\t- name: app\n", "line")]
    [InlineData("namespace: x\npatch: |\n  text", "change something else")]
    public void What_can_not_be_edited_alone_is_refused_with_the_reason(string content, string reason)
    {
        var refusal = Assert.Throws<DeliveryException>(() => Set(content, new ImageEntry("app", NewTag: "v2")));

        Assert.Contains("k8s/overlays/dev/kustomization.yaml", refusal.What);
        Assert.Contains(reason, refusal.Why);
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_and_nesting_without_end_are_refused()
    {
        Assert.Throws<DeliveryException>(() => OverlayEditor.SetImages([0x61, 0x3a, 0x20, 0xff], [Wanted], "x").Content);
        Assert.Contains("nested deeper", Assert.Throws<DeliveryException>(() => Set("a: " + new string('[', 5000), Wanted)).Why);
    }

    [Theory]
    [InlineData("1.4.0", "1.4.0")]
    [InlineData("1.4.0-3-gabc1234", "1.4.0-3-gabc1234")]
    [InlineData("1.10", "\"1.10\"")]
    [InlineData("1234567", "\"1234567\"")]
    [InlineData("12e3456", "\"12e3456\"")]
    [InlineData("0x1f", "\"0x1f\"")]
    [InlineData("2026-11-22", "\"2026-11-22\"")]
    [InlineData("on", "\"on\"")]
    [InlineData("null", "\"null\"")]
    [InlineData("v1", "v1")]
    public void A_tag_stays_text_for_every_reader(string tag, string written) =>
        Assert.Equal(
            $"images:\n- name: app\n  newTag: {written}\n", Set("images:\n- name: app\n  newTag: x\n", new ImageEntry("app", NewTag: tag)));

    [Fact]
    public void A_byte_order_mark_is_kept()
    {
        byte[] before = [.. Encoding.UTF8.Preamble, .. "images:\r\n- name: app\r\n  newTag: x"u8];

        Assert.Equal(
            [.. Encoding.UTF8.Preamble, .. "images:\r\n- name: app\r\n  newTag: v2"u8],
            OverlayEditor.SetImages(before, [new ImageEntry("app", NewTag: "v2")], "x").Content);
    }

    [Fact]
    public void A_file_that_says_what_is_wanted_comes_back_as_it_is()
    {
        var before = Encoding.UTF8.GetBytes(Set("images: []\n", Wanted));

        Assert.Same(before, OverlayEditor.SetImages(before, [Wanted], "x").Content);
        Assert.Same(before, OverlayEditor.SetImages(before, [], "x").Content);
    }

    [Fact]
    public void The_name_itself_needs_no_newName_but_takes_the_place_of_another()
    {
        var wanted = new ImageEntry("app", "app", "v2");

        Assert.Equal("images:\n- name: app\n  newTag: v2\n", Set("images:\n- name: app\n  newTag: v1\n", wanted));
        Assert.Equal(
            "images:\n- name: app\n  newName: app\n  newTag: v2\n", Set("images:\n- name: app\n  newName: old\n  newTag: v1\n", wanted));
    }

    [Fact]
    public void Several_images_change_together()
    {
        var after = Set("images:\n- name: app\n  newTag: a\n", new ImageEntry("app", NewTag: "b"), new ImageEntry("worker", NewTag: "c"));

        Assert.Equal("images:\n- name: app\n  newTag: b\n- name: worker\n  newTag: c\n", after);
    }

    [Theory]
    [InlineData("app name", null, null, null)]
    [InlineData("app", "a\"b", null, null)]
    [InlineData("app", null, "1:2", null)]
    [InlineData("app", null, null, "sha256:abc")]
    public void Parts_that_are_no_image_reference_are_refused(string name, string? newName, string? newTag, string? digest) =>
        Assert.Throws<DeliveryException>(() => Set("images: []\n", new ImageEntry(name, newName, newTag, digest)));

    [Fact]
    public void The_items_are_read_back()
    {
        var content =
            "images:\n- name: app\n  newTag: &t \"1.10\"\n- {name: b, newName: r/b, digest: *t}\n- name: c\n  newTag:\n"u8.ToArray();

        Assert.Equal(
            [new ImageEntry("app", NewTag: "1.10"), new ImageEntry("b", "r/b", Digest: "1.10"), new ImageEntry("c")],
            OverlayEditor.ReadImages(content, "x"));
        Assert.Equal($"localhost:5000/app:1.10@{Digest}", Wanted.ToString());
    }

    private static string Set(string content, params ImageEntry[] images) => Encoding.UTF8.GetString(
        OverlayEditor.SetImages(Encoding.UTF8.GetBytes(content), images, "k8s/overlays/dev/kustomization.yaml").Content);
}
