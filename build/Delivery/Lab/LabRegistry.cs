using GitOpsDemo.Delivery.Files;
using GitOpsDemo.Delivery.Processes;
using GitOpsDemo.Delivery.Tools;

namespace GitOpsDemo.Delivery.Lab;

/// <summary>The lab's registry: the CNCF distribution server on a folder of the lab (<see href="https://distribution.github.io/distribution/about/configuration/"/>).</summary>
public sealed class LabRegistry(LabPaths paths, Toolbox tools, LabServices services)
{
    /// <summary>Its name among the lab's services.</summary>
    public const string Name = "registry";

    internal const int WellKnownPort = 5000;

    /// <summary>Makes sure that it runs.</summary>
    public async Task<Uri> EnsureAsync(CancellationToken cancellationToken)
    {
        var program = await tools.FindAsync(Tool.DockerRegistry, cancellationToken);
        return await services.EnsureAsync(new(Name, WellKnownPort, "v2/", port => Start(program, port)), cancellationToken);
    }

    private Command Start(string program, int port)
    {
        var configuration = Path.Combine(paths.Registry, $"config-{port}.yml");
        AtomicFile.WriteAllText(configuration, $$"""
            version: 0.1
            log:
              level: warn
              accesslog:
                disabled: true
            storage:
              filesystem:
                rootdirectory: '{{Path.Combine(paths.Registry, "data").Replace("'", "''", StringComparison.Ordinal)}}'
              delete:
                enabled: true
            http:
              addr: 127.0.0.1:{{port}}

            """);
        return new Command(program, "serve", configuration);
    }
}
