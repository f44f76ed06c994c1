using System.Text.Json.Nodes;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Delivery.Report.Diff;

/// <summary>Compares texts with <c>git diff --no-index</c>.</summary>
public sealed class TextDiff(ICommandRunner runner)
{
    private const int HeaderLines = 4;

    /// <summary>The changed lines with their surroundings, as hunks of a unified diff; null when the texts are equal.</summary>
    public async Task<string?> CompareAsync(string before, string after, CancellationToken cancellationToken)
    {
        if (before == after)
        {
            return null;
        }

        var folder = Directory.CreateTempSubdirectory("gitops-demo-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "before"), before, cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder, "after"), after, cancellationToken);
            var command = new Command("git", "diff", "--no-index", "--no-color", "--no-ext-diff", "--", "before", "after")
            {
                WorkingDirectory = folder,
                SuccessCodes = [0, 1],
                Environment = new Dictionary<string, string?> { ["GIT_DIR"] = null, ["GIT_WORK_TREE"] = null, ["LC_ALL"] = "C" },
            };
            var lines = (await runner.RunAsync(command, cancellationToken)).Output.TrimEnd('\n').Split('\n');
            return string.Join('\n', lines.Skip(HeaderLines));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

/// <summary>Where two JSON documents differ.</summary>
public static class JsonDifference
{
    /// <summary>The paths of the values that differ, such as <c>grafana.persistence.size</c>; a list differs as a whole.</summary>
    public static IEnumerable<string> Paths(JsonNode? one, JsonNode? other, string path = "")
    {
        if (one is not JsonObject left || other is not JsonObject right)
        {
            return JsonNode.DeepEquals(one, other) ? [] : [path];
        }

        return left.Select(pair => pair.Key)
            .Union(right.Select(pair => pair.Key))
            .SelectMany(key => Paths(left[key], right[key], path.Length == 0 ? key : $"{path}.{key}"));
    }
}
