using Cake.CommandLine;
using Cake.Core;

namespace Cake.Kubectl;

/// <summary>
/// The kubectl commands that this build uses, under the names of the published Cake.Kubectl, whose settings know no context, no namespace
/// and no name of an object. A failure has kubectl's own reason (<see cref="ToolFailedException"/>).
/// </summary>
public static class KubectlAliases
{
    /// <summary>Applies manifests.</summary>
    /// <returns>A line for each object, such as <c>configmap/demo serverside-applied</c>.</returns>
    public static IEnumerable<string> KubectlApplyWithResult(this ICakeContext context, KubectlApplySettings settings) =>
        new KubectlApplier(context).Apply(settings);

    /// <summary>Reads objects.</summary>
    /// <returns>The lines of the answer.</returns>
    public static IEnumerable<string> KubectlGetWithResult(this ICakeContext context, KubectlGetSettings settings) =>
        new KubectlGetter(context).Get(settings);

    /// <summary>Reads the log of a container.</summary>
    /// <returns>Its lines.</returns>
    public static IEnumerable<string> KubectlLogsWithResult(this ICakeContext context, KubectlLogsSettings settings) =>
        new KubectlLogReader(context).Read(settings);

    /// <summary>Creates objects that do not exist yet.</summary>
    public static void KubectlCreate(this ICakeContext context, KubectlCreateSettings settings) =>
        new KubectlCreator(context).Create(settings);

    /// <summary>Sets or removes annotations.</summary>
    public static void KubectlAnnotate(this ICakeContext context, KubectlAnnotateSettings settings) =>
        new KubectlAnnotator(context).Annotate(settings);

    /// <summary>Changes fields of objects.</summary>
    public static void KubectlPatch(this ICakeContext context, KubectlPatchSettings settings) =>
        new KubectlPatcher(context).Patch(settings);

    /// <summary>Sets how many pods are wanted.</summary>
    public static void KubectlScale(this ICakeContext context, KubectlScaleSettings settings) =>
        new KubectlScaler(context).Scale(settings);

    /// <summary>Compares manifests with what is live.</summary>
    /// <returns>The lines of the difference; none when there is none.</returns>
    public static IEnumerable<string> KubectlDiffWithResult(this ICakeContext context, KubectlDiffSettings settings) =>
        new KubectlDiffer(context).Diff(settings);

    /// <summary>Tells the versions of client and server.</summary>
    /// <returns>The lines of the answer.</returns>
    public static IEnumerable<string> KubectlVersionWithResult(this ICakeContext context, KubectlVersionSettings settings) =>
        new KubectlVersionReader(context).Read(settings);

    /// <summary>Asks whether the user of the context may do something.</summary>
    /// <returns><c>yes</c>, or <c>no</c> with a reason behind it or without.</returns>
    public static IEnumerable<string> KubectlAuthCanIWithResult(this ICakeContext context, KubectlAuthCanISettings settings) =>
        new KubectlAuthorizer(context).Ask(settings);

    /// <summary>Starts to forward a local port and returns once it listens. The published package's command waits for its end.</summary>
    /// <exception cref="ToolFailedException">It ended before it listened, or took too long to.</exception>
    public static PortForward KubectlStartPortForward(this ICakeContext context, KubectlPortForwardSettings settings) =>
        new KubectlPortForwarder(context).Start(settings);
}
