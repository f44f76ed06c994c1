using FsCheck;
using FsCheck.Fluent;

namespace GitOpsDemo.Delivery.Tests.GitOps;

/// <summary>Makes kustomizations as people write them, and some with slips of the pen.</summary>
internal static class KustomizationGenerator
{
    private static readonly string[] Fields =
    [
        "namespace: dev # where\n",
        "resources:\n- ../../base\n# after\n- more.yaml # more\n",
        "resources: [../../base, \"more.yaml\"]\n",
        "commonAnnotations:\n  a: \"1.10\"\n  b: '2026-11-22' # date\n  c: &c text\n",
        "patches:\n  - target: {kind: Deployment, name: app}\n    patch: |-\n      - op: add\n        path: /images\n"
            + "        value: \"newTag: 1\"\n",
        "configMapGenerator:\n- name: c\n  literals:\n  - |+\n    a=b\n\n  - >-\n    x=y # no comment\n    z\n",
        "labels:\n- pairs: {app: \"x\", \"env\": 'dev'}\n",
        "replicas:\n- {name: app, count: 2}\n",
        "# a comment of its own\n\n",
        "namePrefix: \"dev-\u00fc\U0001F680\" # umlaut\n",
        "generatorOptions: &options\n  disableNameSuffixHash: true\nbuildMetadata: []\n",
    ];

    private static readonly string[] Slips =
        [":", "#", "-", "{", "}", "[", "]", ",", "&a ", "*c", "!", "|", ">", "'", "\"", "\t", "\n", " ", "%", "~", "\r", "- name: app\n"];

    public static Gen<string> File =>
        from before in Gen.ListOf(Gen.Elements(Fields))
        from images in Images
        from after in Gen.ListOf(Gen.Elements(Fields))
        from lineBreak in Gen.Elements("\n", "\n", "\r\n")
        from mark in Gen.Elements("", "", "\uFEFF")
        from start in Gen.Elements("", "", "---\n", "# top\n---\n")
        from trim in Gen.Elements(false, false, true)
        from slipped in Slipped(start + string.Concat(before.Distinct()) + images + string.Concat(after.Except(before).Distinct()))
        select mark + (trim ? slipped.TrimEnd() : slipped).Replace("\n", lineBreak);

    private static Gen<string> Images => Gen.Frequency(
        (6, from items in Gen.NonEmptyListOf(Item).Select(items => items.Take(3))
            from indent in Gen.Elements("", "  ")
            from comment in Comment
            select $"images:{comment}\n" + string.Concat(items.Select(item => Indented(item, indent)))),
        (2, Gen.Elements("", "images:\n", "images: []\n", "images: ~ # none\n", "images: [ ]\n")),
        (1, from items in Gen.NonEmptyListOf(FlowItem) select $"images: [{string.Join(", ", items.Take(2))}]\n"));

    private static Gen<string> Item => Gen.Frequency(
        (4, from fields in ItemFields
            from comments in Gen.ArrayOf(Comment, 7)
            from inner in Gen.Elements("", "", "  # inside\n", "\n")
            select "- " + string.Join(
                inner + "  ", fields.Select((text, index) => text + (text.Contains('\n') ? "" : comments[index]) + "\n"))),
        (1, from item in FlowItem select $"- {item}\n"));

    private static Gen<string> FlowItem =>
        from fields in ItemFields
        select "{" + string.Join(", ", fields.Where(text => !text.Contains('\n'))) + "}";

    private static Gen<string[]> ItemFields =>
        from name in Gen.Elements("app", "\"app\"", "other", "app-extra", "third", "fourth")
        from tag in Gen.Elements("newTag: \"1.10\"", "newTag: 1.2.3", "newTag: '7'", "newTag:", "newTag: >-\n    folded")
        from optional in Gen.SubListOf("newName: example.com/x", tag, "digest: 'sha256:0'")
        from order in Gen.Shuffle([$"name: {name}", .. optional])
        select order;

    private static Gen<string> Comment => Gen.Elements("", "", "", " # c", "   # newTag: 9");

    /// <summary>Most files are left as they are.</summary>
    private static Gen<string> Slipped(string text) => Gen.Frequency(
        (3, Gen.Constant(text)),
        (1, from place in Gen.Choose(0, text.Length) from slip in Gen.Elements(Slips) select text.Insert(place, slip)),
        (1, from place in Gen.Choose(0, Math.Max(0, text.Length - 1)) select text.Length == 0 ? text : text.Remove(place, 1)));

    private static string Indented(string item, string indent) =>
        string.Concat(item.Split('\n')[..^1].Select(line => (line.Length == 0 ? "" : indent) + line + "\n"));
}
