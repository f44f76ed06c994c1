using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace GitOpsDemo.Cluster.Tests;

/// <summary>A revision of a release as helm keeps it: a Secret with the release as JSON, compressed and encoded.</summary>
internal static class HelmRecord
{
    /// <summary>The revision after one, as helm wrote it down an hour ago, before it upgraded anything.</summary>
    public static JsonNode Pending(JsonNode secret, int revision)
    {
        var release = Decode((string)secret["data"]!["release"]!);
        release["version"] = revision;
        release["info"]!["status"] = "pending-upgrade";
        release["info"]!["description"] = "Preparing upgrade";
        release["info"]!["last_deployed"] = DateTimeOffset.UtcNow.AddHours(-1).ToString("O", CultureInfo.InvariantCulture);
        var labels = secret["metadata"]!["labels"]!.DeepClone();
        labels["status"] = "pending-upgrade";
        labels["version"] = $"{revision}";
        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["type"] = (string)secret["type"]!,
            ["metadata"] = new JsonObject
            {
                ["name"] = $"sh.helm.release.v1.{(string)release["name"]!}.v{revision}",
                ["namespace"] = (string)secret["metadata"]!["namespace"]!,
                ["labels"] = labels,
            },
            ["data"] = new JsonObject { ["release"] = Encode(release) },
        };
    }

    /// <summary>Base64 of the Secret around base64 of helm around gzip.</summary>
    private static JsonNode Decode(string data)
    {
        var compressed = Convert.FromBase64String(Encoding.ASCII.GetString(Convert.FromBase64String(data)));
        using var stream = new GZipStream(new MemoryStream(compressed), CompressionMode.Decompress);
        return JsonNode.Parse(stream)!;
    }

    private static string Encode(JsonNode release)
    {
        using var compressed = new MemoryStream();
        using (var stream = new GZipStream(compressed, CompressionMode.Compress, leaveOpen: true))
        {
            stream.Write(Encoding.UTF8.GetBytes(release.ToJsonString()));
        }

        return Convert.ToBase64String(Encoding.ASCII.GetBytes(Convert.ToBase64String(compressed.ToArray())));
    }
}
