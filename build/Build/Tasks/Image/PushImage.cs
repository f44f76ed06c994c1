using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Sbom;
using GitOpsDemo.Delivery.Images.Signing;
using GitOpsDemo.Delivery.Reporting;

namespace GitOpsDemo.Build.Tasks.Image;

/// <summary>Pushes the image, and reads its digest back from the registry.</summary>
[TaskName(nameof(PushImage))]
[TaskDescription("Pushes the image with its SBOM, signed where a key is given, and reads its digest back from the registry.")]
[IsDependentOn(typeof(BuildImage))]
public sealed class PushImage(ImageWork image, ImageSbom sbom, ImageSigning signing) : AsyncFrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override async Task RunAsync(BuildContext context)
    {
        var plan = await image.PlanAsync(context);
        if (plan.Existing is { } existing)
        {
            context.Report.Image = existing.Image;
            return;
        }

        var pushed = await plan.Builder.PushAsync(plan.Reference, context.CancellationToken);
        context.Report.Image = new ReportedImage(
            pushed.Reference.ToString(),
            plan.Version.Text,
            pushed.Size,
            [.. pushed.Layers.Select(layer => new ReportedLayer(layer.What, layer.Descriptor.Digest.ToString(), layer.Descriptor.Size))],
            pushed.UploadedBytes);
        new ImageRecord(plan.Source, plan.Version.Revision, context.Report.Image).Save(context.Paths.ImageRecord);
        context.DeliveryLog.Information($"pushed {pushed.Reference}");
        await signing.SignAsync(pushed.Reference, context.CancellationToken);
        await sbom.AttachAsync(pushed.Reference, ImageWork.RequestOf(context, plan), context.CancellationToken);
    }
}
