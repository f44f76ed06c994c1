using System.Reflection;

namespace GitOpsDemo.Api;

/// <summary>Who answers: which build, where it runs and which replica it is.</summary>
/// <param name="Service">The service's name.</param>
/// <param name="Version">The version, such as <c>1.4.0</c>.</param>
/// <param name="Revision">The build's full version, with the commit that it was made from.</param>
/// <param name="Environment">The ASP.NET Core environment.</param>
/// <param name="Instance">The replica: a pod's name in Kubernetes, the host's elsewhere.</param>
internal sealed record ServiceIdentity(string Service, string Version, string Revision, string Environment, string Instance)
{
    public static ServiceIdentity FromAssembly(IServiceProvider services)
    {
        var assembly = typeof(ServiceIdentity).Assembly;
        return new(
            "gitops-demo",
            assembly.GetName().Version!.ToString(fieldCount: 3),
            assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
            services.GetRequiredService<IHostEnvironment>().EnvironmentName,
            System.Environment.MachineName);
    }
}
