using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Tasks.GitOps;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Build.Sbom;
using GitOpsDemo.Delivery.Images.Signing;
using GitOpsDemo.Delivery.Report;

namespace GitOpsDemo.Build.Tasks.Image;

[TaskName(nameof(PushImage))]
[TaskDescription("Pushes the image with its SBOM, signed if a key is given, and reads its digest back from the registry.")]
[IsDependentOn(typeof(BuildImage))]
public sealed class PushImage(ImagePlans image, ImageSbom sbom, ImageSigning signing, IPlatform platform) : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        var plan = await image.PlanAsync(context);
        var record = plan.Existing ?? await PushAsync(context, plan);
        context.Report.Image = record.Image;
        if (BuildTasks.Of(context.Options).Contains(nameof(WaitForSync)))
        {
            platform.Expect(record.Reference, context.CancellationToken);
        }

        if (!record.IsSignedWith(context.Options.Signing.Key))
        {
            await signing.SignAsync(record.Reference, context.CancellationToken);
            (record with { SignedWith = context.Options.Signing.Key }).Save(context.Paths.ImageRecord);
        }
    }

    private async Task<ImageRecord> PushAsync(BuildContext context, ImagePlan plan)
    {
        var pushed = await plan.Builder.PushAsync(plan.Reference, plan.Platforms, context.CancellationToken);
        context.DeliveryLog.Information($"pushed {pushed.Reference}");
        if (ImagePlans.IsOfDockerfile(context, plan))
        {
            context.DeliveryLog.Information($"no SBOM: only {context.Paths.Dockerfile.Path} knows what the image is made of");
        }
        else
        {
            await sbom.AttachAsync(pushed, ImagePlans.RequestOf(context, plan), context.CancellationToken);
        }

        var reported = new ReportedImage(
            pushed.Reference.ToString(),
            plan.Version.Text,
            pushed.Size,
            [.. pushed.Layers.Select(layer => new ReportedLayer(layer.What, layer.Descriptor.Digest.ToString(), layer.Descriptor.Size))],
            pushed.UploadedBytes)
        { Platforms = [.. plan.Platforms.Select(platform => platform.ToString())] };
        var record = new ImageRecord(plan.Source, plan.Version.Revision, reported);
        record.Save(context.Paths.ImageRecord);
        return record;
    }
}
