using System.ComponentModel;
using Cake.CommandLine;
using Cake.Core;
using GitOpsDemo.Delivery;

namespace GitOpsDemo.Build.Hosting;

/// <summary>Runs a command of Cake's tools, which block, beside everything else, and turns its failure into one message.</summary>
internal static class BlockingTool
{
    /// <summary>Runs it.</summary>
    /// <param name="run">Runs the command to its end.</param>
    /// <param name="failureOf">Makes the message of a command that failed.</param>
    /// <param name="cancellationToken">A cancelled run reports no failure.</param>
    public static Task<T> RunAsync<T>(
        Func<T> run, Func<ToolFailedException, DeliveryException> failureOf, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            try
            {
                return run();
            }
            catch (ToolFailedException exception)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw failureOf(exception);
            }
            catch (Exception exception) when (exception is CakeException or Win32Exception)
            {
                throw new DeliveryException(
                    "a tool could not be run", exception.Message, "./build.sh --target=Doctor says what this computer lacks", exception);
            }
        },
        cancellationToken);

    /// <summary>A command without a result, as one with a result.</summary>
    public static Func<TSettings, bool> Done<TSettings>(Action<TSettings> run) => settings =>
    {
        run(settings);
        return true;
    };
}
