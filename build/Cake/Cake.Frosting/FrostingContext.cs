using Cake.Core;

namespace Cake.Frosting;

/// <summary>The base of a build's own context.</summary>
/// <param name="context">Cake's context, which this one passes on.</param>
public class FrostingContext(ICakeContext context) : CakeContextAdapter(context), IFrostingContext;

/// <summary>What every task of a build is given: Cake's own context, and what the build adds to it.</summary>
public interface IFrostingContext : ICakeContext;

/// <summary>The host cannot run the tasks as they were declared.</summary>
/// <param name="message">One line.</param>
public sealed class FrostingException(string message) : Exception(message);
