using GitOpsDemo.Testing;

namespace GitOpsDemo.Benchmarks.Peers;

/// <summary>Builds the candidates under <c>artifacts/benchmarks</c>. A peer that can't be had is left out, with a hint.</summary>
internal static class Candidates
{
    private static string Folder(params string[] parts) => Path.Combine([Repository.Root, "artifacts", "benchmarks", .. parts]);

    public static async Task<IReadOnlyList<Candidate>> BuildAsync(Options options)
    {
        var candidates = new List<Candidate> { await DotNetAsync("this checkout", Repository.Root) };
        if (options.Before is { } before)
        {
            candidates.Add(await DotNetAsync("before", Path.GetFullPath(before)));
        }

        if (await TryGoAsync() is { } go)
        {
            candidates.Add(go);
        }

        return candidates;
    }

    private static async Task<Candidate> DotNetAsync(string name, string checkout)
    {
        // The service as its image has it.
        await PublishAsync("src/GitOpsDemo.Api", "service", "-r", "linux-x64", "--self-contained", "-p:PublishReadyToRun=true");
        await PublishAsync("tests/Benchmarks", "benchmarks");
        var service = Folder(name, "service", "GitOpsDemo.Api");
        var benchmarks = Folder(name, "benchmarks", "GitOpsDemo.Benchmarks");
        return new(
            name,
            "middleware",
            new(benchmarks, "in-process"),
            address => new(benchmarks, "serve-page", address.ToString()),
            (address, withMetrics) => new(service)
            {
                Environment = new Dictionary<string, string>
                {
                    ["ASPNETCORE_URLS"] = address.ToString(),
                    ["Metrics__Enabled"] = withMetrics ? "true" : "false",
                },
            });

        Task PublishAsync(string project, string folder, params string[] how) => new Invocation(
            "dotnet",
            [
                "publish", Path.Combine(checkout, project), "-c", "Release",
                "--artifacts-path", Folder(name, "build"), "-o", Folder(name, folder), .. how,
            ]).OutputAsync();
    }

    private static async Task<Candidate?> TryGoAsync()
    {
        try
        {
            var program = Folder("go", "seed");
            var source = Path.Combine(Repository.Root, "tests", "Benchmarks", "Peers", "Go", "main.go");
            await new Invocation("go", "build", "-o", program, source)
            {
                // Debian's packages are a GOPATH, not modules.
                Environment = new Dictionary<string, string>
                {
                    ["GO111MODULE"] = "off",
                    ["GOPATH"] = Environment.GetEnvironmentVariable("GOPATH") ?? "/usr/share/gocode",
                },
            }.OutputAsync();
            return new(
                "Go + client_golang",
                "by-labels",
                new(program, "-mode=in-process"),
                address => new(program, "-mode=serve-page", $"-listen={address.Authority}"),
                (address, withMetrics) => new(program, $"-listen={address.Authority}", $"-metrics={(withMetrics ? "true" : "false")}"));
        }
        catch (InvalidOperationException missing)
        {
            Console.WriteLine($"Go is left out: {missing.Message} apt-get install golang golang-github-prometheus-client-golang-dev");
            return null;
        }
    }
}
