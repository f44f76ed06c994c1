using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace GitOpsDemo.Lab.Fields;

/// <summary>Holds an object to the table, field by field.</summary>
/// <param name="kind">Its kind, of which the table has fields.</param>
/// <param name="hasEngine">Whether a container engine runs the replicas.</param>
internal sealed class LabFieldWalk(string kind, bool hasEngine)
{
    private static readonly Regex Number = new(@"\[\d+\]");

    /// <summary>An element after the first, as the last part of a path.</summary>
    private static readonly Regex LaterElement = new(@"^(?<list>.*)\[[1-9]\d*\]\z");

    private readonly Dictionary<string, LabField> _known = LabFields.ByKind[kind].ToDictionary(field => field.Path);
    private readonly List<(string Path, string Why)> _refused = [];
    private readonly SortedSet<string> _noted = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _notEnforced = new(StringComparer.Ordinal);

    /// <summary>The fields that the lab can't do, each with the reason.</summary>
    public IReadOnlyList<(string Path, string Why)> Refused => _refused;

    /// <summary>The fields that mean nothing here.</summary>
    public IReadOnlyCollection<string> Noted => _noted;

    /// <summary>The fields that only an engine enforces, where there is none.</summary>
    public IReadOnlyCollection<string> NotEnforced => _notEnforced;

    public LabFieldWalk Through(YamlMappingNode document)
    {
        foreach (var (key, value) in document.Children)
        {
            if (key is YamlScalarNode { Value: { } name and not ("apiVersion" or "kind" or "status") })
            {
                Look(value, name);
            }
        }

        return this;
    }

    /// <param name="path">Its path, with the numbers of elements.</param>
    private void Look(YamlNode node, string path)
    {
        if (IsNothing(node))
        {
            return;
        }

        var pattern = Number.Replace(path, "[]");
        if (LaterElement.Match(path) is { Success: true } later && _known.TryGetValue($"{later.Groups["list"].Value}[1]", out var single))
        {
            _refused.Add((path, single.Note));
            return;
        }

        if (_known.TryGetValue(pattern, out var field))
        {
            Judge(field, node, path);
            return;
        }

        var isOnTheWay = _known.Keys.Any(known =>
            known.StartsWith($"{pattern}.", StringComparison.Ordinal) || known.StartsWith($"{pattern}[", StringComparison.Ordinal));
        switch (node)
        {
            case YamlMappingNode mapping when isOnTheWay:
                foreach (var (key, value) in mapping.Children)
                {
                    Look(value, $"{path}.{(key as YamlScalarNode)?.Value}");
                }

                break;
            case YamlSequenceNode list when isOnTheWay:
                foreach (var (index, item) in list.Children.Index())
                {
                    Look(item, $"{path}[{index}]");
                }

                break;
            default:
                _refused.Add((path, "the lab does not know this field"));
                break;
        }
    }

    private void Judge(LabField field, YamlNode node, string path)
    {
        var isOneOfThese = node is YamlScalarNode { Value: { } value } && field.Values.Contains(value);
        switch (field.Treatment)
        {
            case LabTreatment.Refused:
                _refused.Add((path, field.Note.Length > 0 ? field.Note : "the lab can't do it"));
                break;
            case LabTreatment.Engine when !hasEngine && !isOneOfThese:
                _refused.Add(
                    (path, "no container engine answers here, and a process sees this computer's own files: a container engine does it"));
                break;
            case LabTreatment.Done or LabTreatment.EnforcedByEngine when field.Values.Count > 0 && !isOneOfThese:
                _refused.Add((path, $"it is {(node as YamlScalarNode)?.Value}, and the lab can do {field.Note} only"));
                break;
            case LabTreatment.EnforcedByEngine when !hasEngine:
                _notEnforced.Add(Short(path));
                break;
            case LabTreatment.NoMeaning:
                _noted.Add(Short(path));
                break;
        }
    }

    /// <summary>The API server takes null, and of lists and mappings the empty ones, for absent.</summary>
    private static bool IsNothing(YamlNode node) => node switch
    {
        YamlSequenceNode list => list.Children.Count == 0,
        YamlMappingNode mapping => mapping.Children.Count == 0,
        YamlScalarNode scalar => scalar.Style is ScalarStyle.Plain or ScalarStyle.Any && scalar.Value is null or "" or "~" or "null",
        _ => true,
    };

    private static string Short(string path) => Number.Replace(path, "")
        .Replace("spec.template.spec.", "", StringComparison.Ordinal)
        .Replace("containers.", "", StringComparison.Ordinal);
}
