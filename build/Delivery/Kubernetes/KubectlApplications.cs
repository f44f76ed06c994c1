using GitOpsDemo.Delivery.ArgoCd;

namespace GitOpsDemo.Delivery.Kubernetes;

/// <summary>Argo CD's Applications, asked for with kubectl.</summary>
public sealed class KubectlApplications(IKubectl kubectl) : IArgoCdApplications
{
    /// <summary>The kind of an Application.</summary>
    public const string Kind = "applications.argoproj.io";

    /// <inheritdoc/>
    public async Task<string> GetAsync(string application, CancellationToken cancellationToken) =>
        await kubectl.GetAsync(new(Kind, ClusterSettings.ArgoCdNamespace) { Name = application }, cancellationToken) is [var found]
            ? found.ToJsonString()
            : throw new DeliveryException(
                $"Application {application} can't be read",
                $"namespace {ClusterSettings.ArgoCdNamespace} has none of that name",
                "./build.sh --target=InstallArgoCd brings Argo CD and the Applications");

    /// <inheritdoc/>
    public Task AnnotateAsync(string application, string key, string value, CancellationToken cancellationToken) =>
        kubectl.AnnotateAsync(Kind, application, ClusterSettings.ArgoCdNamespace, $"{key}={value}", cancellationToken);

    /// <inheritdoc/>
    public async Task<string?> GetResourceAsync(ApplicationResource resource, CancellationToken cancellationToken)
    {
        var kind = resource.Group.Length == 0 ? resource.Kind : $"{resource.Kind}.{resource.Group}";
        try
        {
            var found = await kubectl.GetAsync(
                new(kind, resource.Namespace.Length == 0 ? null : resource.Namespace) { Name = resource.Name }, cancellationToken);
            return found is [var only] ? only.ToJsonString() : null;
        }
        catch (DeliveryException)
        {
            return null;
        }
    }
}
