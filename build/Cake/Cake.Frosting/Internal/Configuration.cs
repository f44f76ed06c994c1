using Cake.Core;
using Cake.Core.Configuration;
using Cake.Core.IO;
using Microsoft.Extensions.DependencyInjection;

namespace Cake.Frosting.Internal;

/// <summary>Cake's configuration: the environment, <c>cake.config</c> and the arguments; the later ones win.</summary>
internal static class Configuration
{
    public static ICakeConfiguration Create(IServiceProvider services)
    {
        var environment = services.GetRequiredService<ICakeEnvironment>();
        var arguments = services.GetRequiredService<ICakeArguments>().GetArguments()
            .ToDictionary(argument => argument.Key, argument => argument.Value.FirstOrDefault() ?? "");
        return new CakeConfigurationProvider(services.GetRequiredService<IFileSystem>(), environment)
            .CreateConfiguration(environment.WorkingDirectory, arguments);
    }
}
