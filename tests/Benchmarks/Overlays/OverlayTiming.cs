using System.Diagnostics;
using System.Text;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Lab;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Benchmarks.Overlays;

/// <summary>
/// How long a thousand edits of an overlay take, a bump in a repository of a thousand overlays, and <c>kustomize edit set image</c> where
/// it is installed.
/// </summary>
internal static class OverlayTiming
{
    private const int Overlays = 1000;
    private const int Passes = 11;
    private const int KustomizeRuns = 20;

    private static readonly ImageEntry Image = new("gitops-demo", "localhost:5000/gitops-demo", "1.4.0", "sha256:" + new string('b', 64));

    public static async Task<int> PrintAsync()
    {
        using var folder = new TemporaryFolder();
        var overlay = File.ReadAllText(Path.Combine(Repository.Root, "k8s", "overlays", "dev", "kustomization.yaml"));
        var passes = Enumerable.Range(0, Passes).Select(_ => Edit(Encoding.UTF8.GetBytes(overlay)).TotalMilliseconds).ToList();
        Console.WriteLine($"editor, {Overlays} overlays, first pass    {passes[0],8:0} ms");
        Console.WriteLine($"editor, {Overlays} overlays, later (median){passes.Skip(1).Order().ElementAt(Passes / 2),8:0} ms");
        Console.WriteLine($"edit, commit and push of one        {(await PushAsync(folder, overlay)).TotalMilliseconds,8:0} ms");
        Console.WriteLine($"kustomize edit set image, each      {await KustomizeAsync(folder, overlay)}");
        return 0;
    }

    private static TimeSpan Edit(byte[] overlay)
    {
        var start = Stopwatch.GetTimestamp();
        for (var number = 0; number < Overlays; number++)
        {
            OverlayEditor.SetImages(overlay, [Image], "kustomization.yaml");
        }

        return Stopwatch.GetElapsedTime(start);
    }

    private static async Task<TimeSpan> PushAsync(TemporaryFolder folder, string overlay)
    {
        var environments = Enumerable.Range(0, Overlays).Select(number => $"env{number}").ToList();
        environments.ForEach(name => folder.Write($"k8s/overlays/{name}/kustomization.yaml", overlay));
        var log = new RecordingLog();
        var runner = new CommandRunner(log);
        var settings = new GitOpsSettings(
            folder["gitops.git"], "main", folder["clone"], new GitIdentity("Benchmark", "benchmark@localhost"))
        {
            Folders = ["k8s"],
        };
        await new BareRepository(runner, log, TimeProvider.System).CreateAsync(settings, folder.Path, default);
        var bump = new ImageBump(new GitOpsRepository(settings, runner, log, TimeProvider.System), log);
        await bump.BumpAsync(new BumpRequest(environments[0], Image), default);
        var start = Stopwatch.GetTimestamp();
        await bump.BumpAsync(new BumpRequest(environments[0], Image with { NewTag = "1.5.0" }), default);
        return Stopwatch.GetElapsedTime(start);
    }

    private static async Task<string> KustomizeAsync(TemporaryFolder folder, string overlay)
    {
        var path = folder.Write("kustomize/kustomization.yaml", overlay);
        var runner = new CommandRunner(new RecordingLog());
        var command = new Command(
            "kustomize", "edit", "set", "image", $"{Image.Name}={Image}")
        { WorkingDirectory = Path.GetDirectoryName(path) };
        try
        {
            await runner.RunAsync(command);
            var start = Stopwatch.GetTimestamp();
            for (var run = 0; run < KustomizeRuns; run++)
            {
                await runner.RunAsync(command);
            }

            return $"{Stopwatch.GetElapsedTime(start).TotalMilliseconds / KustomizeRuns,8:0.0} ms";
        }
        catch (DeliveryException exception)
        {
            return $"not measured: {exception.Why}";
        }
    }
}
