using System.Text.Json;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Build.Tests.Kubernetes.Fixtures;

/// <summary>
/// Lets the real kubectl and the real helm, where they are on this computer, read what a test feeds to their stand-ins, which would take
/// anything. Neither needs a server for that.
/// </summary>
internal static class RealParsers
{
    private static readonly Lazy<string> Chart = new(() =>
    {
        var folder = new TemporaryFolder();
        folder.Write("chart/Chart.yaml", "apiVersion: v2\nname: parsed\nversion: 1.0.0\n");
        folder.Write("chart/templates/values.yaml", "{{ .Values | toYaml }}\n");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        return folder["chart"];
    });

    /// <summary>Reads the standard input of a command line.</summary>
    /// <exception cref="JsonException">It begins as one JSON document and goes on: kubectl before 1.35 refuses that.</exception>
    /// <exception cref="DeliveryException">The real program does not take it.</exception>
    public static void Read(string line, string input)
    {
        if (line.StartsWith("kubectl ", StringComparison.Ordinal) && line.EndsWith("--filename -", StringComparison.Ordinal))
        {
            if (input.AsSpan().TrimStart() is ['{', ..])
            {
                JsonDocument.Parse(input).Dispose();
            }

            Run("kubectl", input, "--kubeconfig=/dev/null", "label", "--local", "--filename", "-", "parsed=yes", "--output", "name");
        }
        else if (line.StartsWith("helm ", StringComparison.Ordinal) && line.Contains("--values -", StringComparison.Ordinal))
        {
            Run("helm", input, "template", "parsed", Chart.Value, "--values", "-");
        }
    }

    private static void Run(string tool, string input, params string[] arguments)
    {
        if (TestTools.Find(tool) is { } path)
        {
            new CommandRunner(new RecordingLog()).RunAsync(new Command(path, arguments) { StandardInput = input }).GetAwaiter().GetResult();
        }
    }
}
