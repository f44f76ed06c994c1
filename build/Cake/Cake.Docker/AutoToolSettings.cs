using Cake.CommandLine;

namespace Cake.Docker;

/// <summary>What every docker command can be told.</summary>
public abstract class AutoToolSettings : CommandLineSettings;
