using Cake.Docker;
using Cake.Tools.Tests.Fixtures;

namespace Cake.Tools.Tests.Docker;

/// <inheritdoc/>
public abstract class DockerVerbTests<TSettings>() : VerbTests<TSettings>("docker")
    where TSettings : AutoToolSettings;
