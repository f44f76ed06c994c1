using GitOpsDemo.Api.Settings;

namespace GitOpsDemo.Api;

/// <summary>Who answers.</summary>
/// <param name="Service">The service's name.</param>
/// <param name="Version"><inheritdoc cref="BuildIdentity" path="/param[@name='Version']"/></param>
/// <param name="Revision"><inheritdoc cref="BuildIdentity" path="/param[@name='Revision']"/></param>
/// <param name="Environment">The ASP.NET Core environment.</param>
/// <param name="Instance">The replica: a pod's name in Kubernetes, the host's elsewhere.</param>
internal sealed record ServiceIdentity(string Service, string Version, string Revision, string Environment, string Instance)
{
    public static ServiceIdentity From(BuildIdentity build, IHostEnvironment environment, ServiceSettings settings) =>
        new("gitops-demo", build.Version, build.Revision, environment.EnvironmentName, settings.Instance);
}
