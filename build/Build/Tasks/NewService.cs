using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Template;

namespace GitOpsDemo.Build.Tasks;

[TaskName(nameof(NewService))]
[TaskDescription("Writes a settings file, manifests, alerts with tests and a dashboard for the project of the service that --name names.")]
public sealed class NewService : FrostingTask<BuildContext>
{
    public override void Run(BuildContext context)
    {
        var (name, project) = (context.Options.NewService.Name!, context.Options.NewService.Project);
        var files = new ServiceTemplate(context.Paths.Home).Write(name, project);
        foreach (var file in files)
        {
            context.DeliveryLog.Information($"written: {file}");
        }

        context.DeliveryLog.Information($"next: ./build.sh --target=Validate --settings={files[0]}");
    }
}
