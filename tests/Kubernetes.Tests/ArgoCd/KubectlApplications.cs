using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Kubernetes.ArgoCd;

namespace GitOpsDemo.Kubernetes.Tests.ArgoCd;

/// <summary>Asks with kubectl, as the build does.</summary>
internal sealed class KubectlApplications(ICommandRunner runner, Uri server, string cache) : IArgoCdApplications
{
    public async Task<string> GetAsync(string application, CancellationToken cancellationToken) =>
        (await RunAsync(["get", "applications.argoproj.io", application, "-o", "json"], cancellationToken)).Output;

    public Task AnnotateAsync(string application, string key, string value, CancellationToken cancellationToken) =>
        RunAsync(["annotate", "applications.argoproj.io", application, $"{key}={value}", "--overwrite"], cancellationToken);

    public async Task<string?> GetResourceAsync(ApplicationResource resource, CancellationToken cancellationToken)
    {
        try
        {
            return (await RunAsync(["get", $"{resource.Kind}.{resource.Group}", resource.Name, "-o", "json"], cancellationToken)).Output;
        }
        catch (DeliveryException)
        {
            return null;
        }
    }

    private Task<CommandResult> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) => runner.RunAsync(
        new Command("kubectl", ["--kubeconfig=/dev/null", $"--server={server}", $"--cache-dir={cache}", "-n", "argocd", .. arguments]),
        cancellationToken);
}
