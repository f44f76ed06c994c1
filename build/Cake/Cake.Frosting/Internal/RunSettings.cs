using System.ComponentModel;
using Cake.Cli;
using Cake.Core;
using Cake.Core.Configuration;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console.Cli;

namespace Cake.Frosting.Internal;

/// <summary>The host's own options. Every other one reaches the build as an argument of Cake's.</summary>
internal sealed class RunSettings : CommandSettings
{
    [CommandOption("--target|-t|--Target <TARGET>")]
    [DefaultValue("Default")]
    [Description("The task to run; several run in the order they are given.")]
    public string[] Targets { get; init; } = [];

    [CommandOption("--working|-w <PATH>")]
    [TypeConverter(typeof(Cli.DirectoryPathConverter))]
    [Description("The folder to run in.")]
    public DirectoryPath? WorkingDirectory { get; init; }

    [CommandOption("--exclusive|-e")]
    [Description("Run the target without its dependencies.")]
    public bool Exclusive { get; init; }

    [CommandOption("--dryrun|--noop|--whatif")]
    [Description("List the tasks that would run, and run none.")]
    public bool DryRun { get; init; }

    [CommandOption("--description|--descriptions|--showdescription|--showdescriptions")]
    [Description("Show what each task does.")]
    public bool Description { get; init; }

    [CommandOption("--tree|--showtree")]
    [Description("Show which task depends on which.")]
    public bool Tree { get; init; }

    [CommandOption("--verbosity|-v <VERBOSITY>")]
    [TypeConverter(typeof(VerbosityConverter))]
    [DefaultValue(Verbosity.Normal)]
    [Description("How much to say: quiet, minimal, normal, verbose or diagnostic.")]
    public Verbosity Verbosity { get; init; }

    [CommandOption("--version|--ver")]
    [Description("Show the version.")]
    public bool Version { get; init; }

    /// <summary>Whether several tasks are to run with what they depend on, in an order that must be kept.</summary>
    public bool RunsSeveralTargets => Targets.Length > 1 && !Exclusive && !Tree && !Description;
}

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

/// <summary>The folder to run in.</summary>
internal sealed record WorkingDirectory(DirectoryPath Path);
