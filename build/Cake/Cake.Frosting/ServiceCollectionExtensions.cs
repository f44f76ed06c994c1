using Cake.Core.Packaging;
using Microsoft.Extensions.DependencyInjection;

namespace Cake.Frosting;

/// <summary>What a build adds to the services of its host.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>A tool to install before any task runs, such as <c>nuget:?package=xunit.runner.console</c>.</summary>
    public static IServiceCollection UseTool(this IServiceCollection services, Uri uri) =>
        services.AddSingleton(new PackageReference(uri.OriginalString));
}
