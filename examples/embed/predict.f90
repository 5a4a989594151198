! predict.cpp in Fortran: predict-fortran MODEL GP PARAMETER... , from the file initial to the file prediction.
program predict
  use romtools
  use, intrinsic :: iso_fortran_env, only: error_unit
  implicit none

  type(c_ptr) :: model
  type(romtools_query) :: query
  integer(c_size_t) :: shape(romtools_max_axes), axes
  real(c_double), allocatable, target :: parameters(:), state(:)
  real(c_double), allocatable :: prediction(:)
  character(len=:), allocatable :: text
  integer :: i, file

  call check(romtools_load(argument(1)//c_null_char, argument(2)//c_null_char, model))
  allocate (parameters(romtools_parameters(model)))
  if (size(parameters) /= command_argument_count() - 2) error stop "another number of parameters"
  do i = 1, size(parameters)
    text = argument(i + 2)
    read (text, *) parameters(i)
  end do

  axes = romtools_initial_shape(model, shape)
  allocate (state(product(shape(1:axes))))
  open (newunit=file, file="initial", access="stream", form="unformatted", status="old", action="read")
  read (file) state
  close (file)

  query%parameters = c_loc(parameters)
  query%initial = c_loc(state)
  call check(romtools_shape(model, query, shape, axes))
  allocate (prediction(product(shape(1:axes))))
  call check(romtools_predict(model, query, prediction, c_null_ptr))
  write (error_unit, "(a)", advance="no") romtools_message()
  call romtools_free(model)

  open (newunit=file, file="prediction", access="stream", form="unformatted", status="replace", action="write")
  write (file) prediction
  close (file)

contains

  function argument(i) result(text)
    integer, intent(in) :: i
    character(len=:), allocatable :: text
    integer :: length

    call get_command_argument(i, length=length)
    allocate (character(len=length) :: text)
    call get_command_argument(i, value=text)
  end function argument

  subroutine check(status)
    integer(c_int), intent(in) :: status

    if (status == romtools_ok) return
    write (error_unit, "(a)") romtools_message()
    error stop 1
  end subroutine check
end program predict
