using Cake.Docker;
using Cake.Tools.Tests.Fixtures;

namespace Cake.Tools.Tests.Docker;

public abstract class DockerVerbTests<TSettings>() : VerbTests<TSettings>("docker")
    where TSettings : AutoToolSettings;
