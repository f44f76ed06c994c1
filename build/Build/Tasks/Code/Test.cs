using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery.Programs.Tools;

namespace GitOpsDemo.Build.Tasks.Code;

[TaskName(nameof(Test))]
[TaskDescription("Compiles the whole solution and runs all tests: of the build too, with real components and whole Deploys.")]
[IsDependentOn(typeof(Compile))]
public sealed class Test(Toolbox toolbox, SharedCompiler compiler) : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        // The tests need its memory more.
        await compiler.EndAsync(context);
        foreach (var tool in ToolNames.Needed)
        {
            // The tests look for the real programs in .tools/, and are skipped where they find none.
            await toolbox.FindAsync(tool, context.CancellationToken);
        }

        context.DeliveryLog.Information(TestRunner.RunAll(context, nameof(Test), context.Compiled).ToString());
    }
}
