using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Tasks.Image;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests.Policy;

namespace GitOpsDemo.Build.Tasks.Code;

[TaskName(nameof(UnitTest))]
[TaskDescription("Runs the fast tests of the service, a part of every Deploy.")]
[IsDependentOn(typeof(Compile))]
public sealed class UnitTest(Freshness freshness, ServicePublication publication) : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        publication.Begin(context);
        var tests = CompiledProject.TestsOf(context, context.Service);
        if (tests.Count == 0)
        {
            RequireReason(
                context,
                $"no project of {context.Options.Settings.Solution} has any "
                + "(IsTestProject, which the package Microsoft.NET.Test.Sdk sets)");
            return;
        }

        await freshness.TestChangedAsync(context, nameof(UnitTest), tests, changed =>
        {
            var summary = TestRunner.RunFast(context, nameof(UnitTest), changed);
            context.DeliveryLog.Information($"{summary}");
            if (summary is { Passed: 0, Skips.Count: 0 })
            {
                var assemblies = string.Join(", ", changed.Select(assembly => assembly.GetFilename()));
                RequireReason(context, $"{assemblies} has none outside of the category Integration");
            }
        });
    }

    /// <summary>No tests are a failure, unless the settings file gives a reason.</summary>
    private static void RequireReason(BuildContext context, string why)
    {
        if (context.Options.Settings.Policy.ReasonOff(PolicySettings.Tests) is not { } reason)
        {
            throw new DeliveryException(
                "no test was run", why, "write one, or say in the settings file why there is none: \"policy\": { \"tests\": \"why\" }");
        }

        context.DeliveryLog.Information($"no test was run: {reason}");
    }
}
